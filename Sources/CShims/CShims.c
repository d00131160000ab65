#include "CShims.h"
#include <sqlite3.h>
#ifdef __APPLE__
#include <sys/mount.h>
#else
#include <sys/vfs.h>
#endif

int shim_sqlite_no_checkpoint_on_close(void *connection) {
    int enabled = 0;
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &enabled);
}

long shim_file_system_type(const char *path) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
#ifdef __APPLE__
    return status.f_flags & MNT_LOCAL ? 0 : 1;
#else
    return (long)(unsigned int)status.f_type;
#endif
}
