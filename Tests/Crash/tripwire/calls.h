/* The system calls that leave a trace outside of the process that makes them, and where each names its file.
 *
 * Locks of fcntl(2) and flock(2) are not among them: they end with the process. */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>

/* How to find the file that a call is about among its arguments. */
enum place {
    NOWHERE,     /* none */
    DESCRIPTOR,  /* argument 0 is a descriptor */
    PATH,        /* argument 0 is a path */
    AT,          /* arguments 0 and 1: a directory and a path below it */
    TWO_PATHS,   /* arguments 0 and 1 are paths */
    TWO_AT,      /* arguments 0 to 3: twice a directory and a path */
    LINK_TEXT,   /* arguments 1 and, before it, the directory (symlinkat) */
    MAPPING,     /* argument 4 is a descriptor */
};

struct call {
    long number;
    const char *name;
    enum place place;
    /* A full disk or a broken one may refuse it. */
    bool may_fail;
};

extern const struct call calls[];
extern const int call_count;

/* NULL for a call that changes nothing by itself. */
const struct call *call_named_by(long number);

#endif
