#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "ChildShims.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <time.h>
#include <unistd.h>

int shim_pipe(int ends[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    // The kernel refuses to reset these two.
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0) error = posix_spawnattr_setflags(attributes, flags);
    return error;
}

static int set_actions(
    posix_spawn_file_actions_t *actions, const char *directory, int input, int output, int errors) {
    int error = input < 0 ? posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
                          : posix_spawn_file_actions_adddup2(actions, input, 0);
    if (error == 0) error = posix_spawn_file_actions_adddup2(actions, output, 1);
    if (error == 0) error = posix_spawn_file_actions_adddup2(actions, errors, 2);
#if defined(__linux__)
    // Libraries open descriptors without O_CLOEXEC; a lock held through one of them would outlive us in the child.
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    if (error == 0 && directory) error = posix_spawn_file_actions_addchdir_np(actions, directory);
    return error;
}

int shim_spawn(
    pid_t *child, const char *path, char *const arguments[], char *const environment[], const char *directory,
    int input, int output, int errors) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = posix_spawnattr_init(&attributes);
    if (error != 0) return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = set_attributes(&attributes);
        if (error == 0) error = set_actions(&actions, directory, input, output, errors);
        if (error == 0) error = posix_spawn(child, path, &actions, &attributes, arguments, environment);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    return error;
}

// SIGPIPE of a write goes to the writing thread, so it can be blocked here and, if it came, taken back.
ssize_t shim_write(int descriptor, const void *bytes, size_t count) {
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    int already = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    ssize_t written = write(descriptor, bytes, count);
    ssize_t result = written < 0 ? -errno : written;
    if (result == -EPIPE && !already) {
        sigpending(&pending);
        int signal;
        if (sigismember(&pending, SIGPIPE)) sigwait(&broken, &signal);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}
