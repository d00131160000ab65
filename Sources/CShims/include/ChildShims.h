#ifndef SHEAF_CHILD_SHIMS_H
#define SHEAF_CHILD_SHIMS_H

// posix_spawn's attribute types differ between glibc and Darwin, so the spawning itself is C.

#include <stddef.h>
#include <sys/types.h>

/// A pipe whose two ends are closed in every other child. Returns 0 or an errno value.
int shim_pipe(int ends[2]);

/// Starts `path` in a session of its own (no controlling terminal, its process id is its group's id) with default
/// signal handling and no descriptors but the three given; a negative `input` means /dev/null.
/// `directory` may be NULL. Returns 0 or an errno value.
int shim_spawn(
    pid_t *child, const char *path, char *const arguments[], char *const environment[], const char *directory,
    int input, int output, int errors);

/// write(2) that reports a reader's death as EPIPE and never raises SIGPIPE. Returns a count, or a negative errno value.
ssize_t shim_write(int descriptor, const void *bytes, size_t count);

#endif
