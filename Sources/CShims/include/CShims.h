#ifndef SHEAF_CSHIMS_H
#define SHEAF_CSHIMS_H

// Swift cannot call C variadics; each shim fixes one argument list.

#include "ChildShims.h"
#include "StreamShims.h"
#include <git2.h>
#include <stddef.h>

/// GIT_OPT_SET_EXTENSIONS: repository extensions that libgit2 may open although it does not know them.
static inline int shim_git_set_extensions(const char **extensions, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, count);
}

/// GIT_OPT_SET_OWNER_VALIDATION: 0 turns the check of the repository directory's owner off.
static inline int shim_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// GIT_OPT_ENABLE_FSYNC_GITDIR: 1 makes object and ref writes durable.
static inline int shim_git_set_fsync_gitdir(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

/// GIT_OPT_ENABLE_STRICT_OBJECT_CREATION: 0 skips the look-up of every entry of a new tree.
static inline int shim_git_set_strict_object_creation(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, enabled);
}

/// GIT_OPT_SET_CACHE_MAX_SIZE: bytes of parsed objects kept by all repositories together.
static inline int shim_git_set_cache_max_size(ptrdiff_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)bytes);
}

/// GIT_OPT_SET_SEARCH_PATH: directories in which the configuration of a level is looked for; "" is nowhere.
static inline int shim_git_set_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

/// SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE for an `sqlite3 *`; returns an SQLite result code.
int shim_sqlite_no_checkpoint_on_close(void *connection);

/// `f_type` of statfs(2), which the Glibc module does not have; -1 when it fails. On macOS 0 for a local volume, else 1.
long shim_file_system_type(const char *path);

#endif
