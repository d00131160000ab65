/* Lets SQLite run out of memory: the allocation with a given number fails, or all from there on. Loaded with LD_PRELOAD
 * into a program that links libsqlite3 dynamically; in others it does nothing.
 *
 *   SHORTAGE_AT       number of the allocation that fails, from 1; none fails without it
 *   SHORTAGE_STICKY   if set, all later ones fail too
 *   SHORTAGE_LOG      a file to which the number of allocations is written when the process ends
 *
 * https://sqlite.org/malloc.html says what SQLite promises. Only SQLite's own memory: where Swift's is out, the process
 * ends, and that is a kill. */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3_mem_methods real;
static atomic_long count;
static long at;
static bool is_sticky;

static bool is_short(void) {
    long number = atomic_fetch_add(&count, 1) + 1;
    return at > 0 && (number == at || (is_sticky && number > at));
}

static void *allocate(int size) { return is_short() ? NULL : real.xMalloc(size); }

static void *reallocate(void *memory, int size) { return is_short() ? NULL : real.xRealloc(memory, size); }

__attribute__((constructor)) static void begin(void) {
    /* Not linked: most programs that inherit the environment have no SQLite. */
    int (*configure)(int, ...) = (int (*)(int, ...))dlsym(RTLD_DEFAULT, "sqlite3_config");
    if (!configure) { return; }
    const char *number = getenv("SHORTAGE_AT");
    at = number ? atol(number) : 0;
    is_sticky = getenv("SHORTAGE_STICKY") != NULL;
    if (configure(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK) { abort(); }
    sqlite3_mem_methods methods = real;
    methods.xMalloc = allocate;
    methods.xRealloc = reallocate;
    if (configure(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) { abort(); }
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("SHORTAGE_LOG");
    FILE *log = real.xMalloc && path ? fopen(path, "w") : NULL;
    if (!log) { return; }
    fprintf(log, "%ld\n", atomic_load(&count));
    fclose(log);
}
