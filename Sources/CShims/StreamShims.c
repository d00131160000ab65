#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "StreamShims.h"
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <git2/sys/stream.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    git_stream parent;
    int descriptor;
    char *host;
    char *port;
} limited_stream;

static _Thread_local struct {
    int64_t deadline;
    int silence;
    int cancellation;
    int64_t allowance;
    int outcome;
} limits = {INT64_MAX, 60000, -1, INT64_MAX, SHIM_NETWORK_OK};

int64_t shim_monotonic_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void shim_git_limit_network(int64_t deadline, int silence, int cancellation) {
    limits.deadline = deadline;
    limits.silence = silence;
    limits.cancellation = cancellation;
    limits.allowance = INT64_MAX;
    limits.outcome = SHIM_NETWORK_OK;
}

void shim_git_allow_bytes(int64_t count) {
    limits.allowance = count;
}

int shim_git_network_outcome(void) {
    return limits.outcome;
}

static int stopped(int outcome, const char *reason) {
    limits.outcome = outcome;
    git_error_set_str(GIT_ERROR_NET, reason);
    return -1;
}

static int failed(const char *operation) {
    char text[256];
    snprintf(text, sizeof text, "%s: %s", operation, strerror(errno));
    git_error_set_str(GIT_ERROR_NET, text);
    return -1;
}

int shim_git_network_check(void) {
    struct pollfd request = {limits.cancellation, POLLIN, 0};
    if (limits.cancellation >= 0 && poll(&request, 1, 0) > 0) limits.outcome = SHIM_NETWORK_CANCELLED;
    else if (shim_monotonic_milliseconds() >= limits.deadline) limits.outcome = SHIM_NETWORK_TIMED_OUT;
    return limits.outcome;
}

/// 0 when the socket is ready, -1 when a limit came first.
static int await(int descriptor, short events) {
    for (;;) {
        int64_t left = limits.deadline - shim_monotonic_milliseconds();
        if (left <= 0) return stopped(SHIM_NETWORK_TIMED_OUT, "the time for this exchange is over");
        int silence = left < limits.silence ? (int)left : limits.silence;
        struct pollfd requests[2] = {{descriptor, events, 0}, {limits.cancellation, POLLIN, 0}};
        int ready = poll(requests, 2, silence);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return failed("poll");
        if (ready == 0) return stopped(SHIM_NETWORK_TIMED_OUT, "the server is silent");
        if (requests[1].revents) return stopped(SHIM_NETWORK_CANCELLED, "cancelled");
        return 0;
    }
}

static int connect_one(const struct addrinfo *address) {
    int descriptor = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (descriptor < 0) return failed("socket");
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
#if defined(SO_NOSIGPIPE)
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    if (connect(descriptor, address->ai_addr, address->ai_addrlen) == 0) return descriptor;
    int error = errno;
    socklen_t size = sizeof error;
    if (error == EINPROGRESS && await(descriptor, POLLOUT) == 0
        && getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
        return descriptor;
    }
    close(descriptor);
    if (limits.outcome == SHIM_NETWORK_OK) {
        errno = error;
        failed("connect");
    }
    return -1;
}

static int stream_connect(git_stream *stream) {
    limited_stream *self = (limited_stream *)stream;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    int error = getaddrinfo(self->host, self->port, &hints, &addresses);
    if (error != 0) {
        char text[512];
        snprintf(text, sizeof text, "failed to resolve address for %.256s: %s", self->host, gai_strerror(error));
        git_error_set_str(GIT_ERROR_NET, text);
        return -1;
    }
    for (struct addrinfo *next = addresses; next && self->descriptor < 0; next = next->ai_next) {
        self->descriptor = connect_one(next);
        if (limits.outcome != SHIM_NETWORK_OK) break;
    }
    freeaddrinfo(addresses);
    return self->descriptor < 0 ? -1 : 0;
}

static ssize_t stream_read(git_stream *stream, void *data, size_t count) {
    limited_stream *self = (limited_stream *)stream;
    for (;;) {
        ssize_t got = recv(self->descriptor, data, count, 0);
        if (got > limits.allowance) return stopped(SHIM_NETWORK_TOO_MUCH, "the server says more than is read");
        if (got >= 0) {
            limits.allowance -= got;
            return got;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return failed("receive");
        if (await(self->descriptor, POLLIN) < 0) return -1;
    }
}

static ssize_t stream_write(git_stream *stream, const char *data, size_t count, int flags) {
    limited_stream *self = (limited_stream *)stream;
    (void)flags;
#if defined(MSG_NOSIGNAL)
    int quiet = MSG_NOSIGNAL;
#else
    int quiet = 0;
#endif
    for (;;) {
        ssize_t sent = send(self->descriptor, data, count, quiet);
        if (sent >= 0) return sent;
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return failed("send");
        if (await(self->descriptor, POLLOUT) < 0) return -1;
    }
}

static int stream_close(git_stream *stream) {
    limited_stream *self = (limited_stream *)stream;
    if (self->descriptor >= 0) close(self->descriptor);
    self->descriptor = -1;
    return 0;
}

static void stream_free(git_stream *stream) {
    limited_stream *self = (limited_stream *)stream;
    stream_close(stream);
    free(self->host);
    free(self->port);
    free(self);
}

static int stream_new(git_stream **out, const char *host, const char *port) {
    limited_stream *self = calloc(1, sizeof *self);
    if (!self) return -1;
    self->descriptor = -1;
    self->host = strdup(host);
    self->port = strdup(port);
    if (!self->host || !self->port) {
        stream_free(&self->parent);
        return -1;
    }
    self->parent.version = GIT_STREAM_VERSION;
    self->parent.connect = stream_connect;
    self->parent.read = stream_read;
    self->parent.write = stream_write;
    self->parent.close = stream_close;
    self->parent.free = stream_free;
    *out = &self->parent;
    return 0;
}

int shim_git_use_limited_sockets(void) {
    git_stream_registration registration = {.version = GIT_STREAM_VERSION, .init = stream_new, .wrap = NULL};
    return git_stream_register(GIT_STREAM_STANDARD, &registration);
}
