#include "calls.h"

#include <stddef.h>
#include <sys/syscall.h>

#define CALL(name, place, may_fail) {SYS_##name, #name, place, may_fail}

const struct call calls[] = {
    CALL(write, DESCRIPTOR, true),
    CALL(writev, DESCRIPTOR, true),
    CALL(pwrite64, DESCRIPTOR, true),
    CALL(pwritev, DESCRIPTOR, true),
    CALL(pwritev2, DESCRIPTOR, true),
    CALL(sendfile, DESCRIPTOR, true),
    CALL(copy_file_range, NOWHERE, true),
    CALL(splice, NOWHERE, false),
    CALL(sendto, DESCRIPTOR, false),
    CALL(sendmsg, DESCRIPTOR, false),
    CALL(ftruncate, DESCRIPTOR, true),
    CALL(truncate, PATH, true),
    CALL(fallocate, DESCRIPTOR, true),
    CALL(fsync, DESCRIPTOR, true),
    CALL(fdatasync, DESCRIPTOR, true),
    CALL(sync_file_range, DESCRIPTOR, true),
    CALL(syncfs, DESCRIPTOR, true),
    CALL(msync, NOWHERE, true),
    CALL(mmap, MAPPING, true),
    CALL(open, PATH, true),
    CALL(openat, AT, true),
    CALL(openat2, AT, true),
    CALL(creat, PATH, true),
    CALL(rename, TWO_PATHS, true),
    CALL(renameat, TWO_AT, true),
    CALL(renameat2, TWO_AT, true),
    CALL(link, TWO_PATHS, true),
    CALL(linkat, TWO_AT, true),
    CALL(symlink, TWO_PATHS, true),
    CALL(symlinkat, LINK_TEXT, true),
    CALL(mkdir, PATH, true),
    CALL(mkdirat, AT, true),
    CALL(mknod, PATH, true),
    CALL(mknodat, AT, true),
    CALL(unlink, PATH, true),
    CALL(unlinkat, AT, true),
    CALL(rmdir, PATH, true),
    CALL(chmod, PATH, false),
    CALL(fchmod, DESCRIPTOR, false),
    CALL(fchmodat, AT, false),
    CALL(chown, PATH, false),
    CALL(fchown, DESCRIPTOR, false),
    CALL(fchownat, AT, false),
    CALL(utimensat, AT, false),
    CALL(setxattr, PATH, false),
    CALL(fsetxattr, DESCRIPTOR, false),
    CALL(clone, NOWHERE, false),
    CALL(clone3, NOWHERE, false),
    CALL(fork, NOWHERE, false),
    CALL(vfork, NOWHERE, false),
    CALL(execve, PATH, false),
    CALL(execveat, AT, false),
    CALL(kill, NOWHERE, false),
    CALL(exit_group, NOWHERE, false),
};

const int call_count = sizeof calls / sizeof calls[0];

const struct call *call_named_by(long number) {
    for (int index = 0; index < call_count; index++) {
        if (calls[index].number == number) { return &calls[index]; }
    }
    return NULL;
}
