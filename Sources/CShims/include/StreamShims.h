#ifndef SHEAF_STREAM_SHIMS_H
#define SHEAF_STREAM_SHIMS_H

// libgit2 1.5 waits on its sockets without any limit. These replace its plain sockets (TLS runs on top of them) by
// ones that obey limits set for the calling thread, on which libgit2 does all its work.

#include <stdint.h>

enum {
    SHIM_NETWORK_OK = 0,
    SHIM_NETWORK_TIMED_OUT = 1,
    SHIM_NETWORK_CANCELLED = 2,
    SHIM_NETWORK_TOO_MUCH = 3,
};

/// Makes libgit2 use these sockets from now on, in all threads. Call once, after git_libgit2_init.
int shim_git_use_limited_sockets(void);

/// Limits of this thread until the next call: when to give up, in milliseconds of CLOCK_MONOTONIC, after how many
/// milliseconds of silence, and a descriptor that becomes readable to cancel (negative: none).
void shim_git_limit_network(int64_t deadline_milliseconds, int silence_milliseconds, int cancellation);

/// How many bytes this thread reads from now on before it gives up; shim_git_limit_network takes the limit away.
void shim_git_allow_bytes(int64_t count);

/// Which limit of this thread stopped something since they were set; one of SHIM_NETWORK_*.
int shim_git_network_outcome(void);

/// Whether a limit has been reached, for callbacks between network calls; one of SHIM_NETWORK_*.
int shim_git_network_check(void);

/// CLOCK_MONOTONIC in milliseconds.
int64_t shim_monotonic_milliseconds(void);

#endif
