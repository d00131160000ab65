/* Runs a command and numbers the system calls by which it, its threads and its children change the world outside of
 * their own memory, in the order in which they are about to happen. At the call with a given number it kills, or lets
 * the call fail. With a log, every call that happened is told: what it was about, and what was written.
 *
 *   tripwire [--at N] [--do kill-tree|kill-process|errno NUMBER] [--sticky] [--class change|fail|every]
 *            [--under FOLDER]... [--log FILE] [--data] -- COMMAND ARGUMENT...
 *
 *   --class change  number what outlasts the process that does it: files, and messages to others (default)
 *           fail    number only calls on files that a disk may refuse
 *           every   number every system call
 *   --under FOLDER  number only calls about files below it; may be given several times
 *   --sticky        every later call of the class fails too
 *
 * Exit status: the command's, or 128 + the signal that ended it; 125 when it cannot be run. The last line of the log is
 * "end" and how many calls were numbered.
 *
 * Why not `strace -e inject=...:when=N`: its N counts each call of each thread by itself (the second mkdir, not the
 * second call), so no row of N visits every point once, and which thread is hit is left to chance. */
#include "calls.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

#if !defined(__x86_64__)
#error "the registers of this processor are not known here yet"
#endif

enum { TASKS_MAX = 4096, FOLDERS_MAX = 8, DATA_MAX = 64 << 20 };

static struct {
    long at;
    enum { KILL_TREE, KILL_PROCESS, FAIL } action;
    int code;
    bool is_sticky, has_data;
    enum { CHANGE, MAY_FAIL, EVERY } numbered;
    char folders[FOLDERS_MAX][PATH_MAX];
    int folder_count;
    FILE *log;
} options = {.at = -1};

/* One thread of the command. */
struct task {
    pid_t id, process;
    bool is_awaiting_result, is_failing;
    const struct call *call;
    long number;
    uint64_t arguments[6];
    char paths[2][PATH_MAX];
    char node[48];
    int64_t offset;
    uint8_t *data;
    size_t data_count;
};

static struct task tasks[TASKS_MAX];
static pid_t root;
static int root_status = 125 << 8;
static long numbered_count;
static bool is_over;

static void die(const char *what) {
    fprintf(stderr, "tripwire: %s: %s\n", what, strerror(errno));
    exit(125);
}

static pid_t process_of(pid_t thread) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *file = fopen(path, "r");
    pid_t process = thread;
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "Tgid: %d", &process) == 1) { break; }
    }
    if (file) { fclose(file); }
    return process;
}

static struct task *task_of(pid_t thread) {
    struct task *free_one = NULL;
    for (int index = 0; index < TASKS_MAX; index++) {
        if (tasks[index].id == thread) { return &tasks[index]; }
        if (!free_one && tasks[index].id == 0) { free_one = &tasks[index]; }
    }
    if (!free_one) { die("too many threads"); }
    memset(free_one, 0, offsetof(struct task, data_count) + sizeof free_one->data_count);
    free_one->id = thread;
    free_one->process = process_of(thread);
    return free_one;
}

static void forget(pid_t thread) {
    struct task *task = task_of(thread);
    free(task->data);
    memset(task, 0, sizeof *task);
}

/* ---- what a call is about ---- */

static void read_text(pid_t thread, uint64_t address, char *text) {
    text[0] = 0;
    /* Page by page: the text may end before an unmapped page. */
    for (size_t count = 0; count < PATH_MAX - 1;) {
        size_t part = 4096 - ((address + count) & 4095);
        if (part > PATH_MAX - 1 - count) { part = PATH_MAX - 1 - count; }
        struct iovec here = {text + count, part}, there = {(void *)(address + count), part};
        ssize_t got = process_vm_readv(thread, &here, 1, &there, 1, 0);
        if (got <= 0) { break; }
        if (memchr(text + count, 0, got)) { return; }
        count += got;
    }
    text[PATH_MAX - 1] = 0;
}

static void descriptor_path(pid_t thread, int descriptor, char *path) {
    char link[64];
    if (descriptor == AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/%d/cwd", thread);
    } else {
        snprintf(link, sizeof link, "/proc/%d/fd/%d", thread, descriptor);
    }
    ssize_t count = readlink(link, path, PATH_MAX - 1);
    path[count < 0 ? 0 : count] = 0;
}

static void resolve(struct task *task, int directory, uint64_t address, char *path) {
    static char text[PATH_MAX], base[PATH_MAX];
    read_text(task->id, address, text);
    if (text[0] == '/') {
        strcpy(path, text);
        return;
    }
    descriptor_path(task->id, directory, base);
    if (snprintf(path, PATH_MAX, "%s/%s", base, text) >= PATH_MAX) { path[0] = 0; }
}

static void describe_descriptor(struct task *task, int descriptor) {
    char link[64];
    struct stat status;
    descriptor_path(task->id, descriptor, task->paths[0]);
    snprintf(link, sizeof link, "/proc/%d/fd/%d", task->id, descriptor);
    if (stat(link, &status) != 0) { return; }
    const char *kind = S_ISREG(status.st_mode) ? "f" : S_ISDIR(status.st_mode) ? "d" : "x";
    snprintf(task->node, sizeof task->node, "%s%ju:%ju", kind, (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    task->offset = status.st_size;
}

static void find_file(struct task *task) {
    const uint64_t *a = task->arguments;
    task->paths[0][0] = task->paths[1][0] = task->node[0] = 0;
    task->offset = -1;
    switch (task->call ? task->call->place : NOWHERE) {
        case NOWHERE: break;
        case DESCRIPTOR: describe_descriptor(task, a[0]); break;
        case MAPPING: describe_descriptor(task, a[4]); break;
        case PATH: resolve(task, AT_FDCWD, a[0], task->paths[0]); break;
        case AT: resolve(task, a[0], a[1], task->paths[0]); break;
        case LINK_TEXT: resolve(task, a[1], a[2], task->paths[0]); break;
        case TWO_PATHS:
            resolve(task, AT_FDCWD, a[0], task->paths[0]);
            resolve(task, AT_FDCWD, a[1], task->paths[1]);
            break;
        case TWO_AT:
            resolve(task, a[0], a[1], task->paths[0]);
            resolve(task, a[2], a[3], task->paths[1]);
            break;
    }
}

static bool is_changing(struct task *task) {
    const uint64_t *a = task->arguments;
    uint64_t flags;
    switch (task->call->number) {
        case SYS_open: flags = a[1]; break;
        case SYS_openat: flags = a[2]; break;
        case SYS_openat2: return true;
        case SYS_mmap: return (a[3] & MAP_SHARED) && (a[2] & PROT_WRITE) && (int)a[4] >= 0;
        case SYS_clone: return !(a[0] & CLONE_THREAD);
        case SYS_clone3: {
            struct clone_args given = {0};
            struct iovec here = {&given, sizeof given.flags}, there = {(void *)a[0], sizeof given.flags};
            process_vm_readv(task->id, &here, 1, &there, 1, 0);
            return !(given.flags & CLONE_THREAD);
        }
        default: return true;
    }
    return flags & (O_CREAT | O_TRUNC);
}

static bool is_below(const char *path) {
    for (int index = 0; index < options.folder_count; index++) {
        size_t count = strlen(options.folders[index]);
        if (strncmp(path, options.folders[index], count) == 0 && (path[count] == '/' || path[count] == 0)) { return true; }
    }
    return options.folder_count == 0;
}

static bool is_numbered(struct task *task) {
    if (options.numbered == EVERY) { return true; }
    if (!task->call || !is_changing(task)) { return false; }
    if (strncmp(task->paths[0], "anon_inode:", 11) == 0) { return false; }
    if (options.numbered == MAY_FAIL) {
        bool is_file = task->call->place != DESCRIPTOR || task->node[0] == 'f' || task->node[0] == 'd';
        if (!task->call->may_fail || !is_file) { return false; }
    }
    return is_below(task->paths[0]) || (task->paths[1][0] && is_below(task->paths[1]));
}

/* ---- the log ---- */

static void copy_written(struct task *task) {
    const uint64_t *a = task->arguments;
    free(task->data);
    task->data = NULL;
    task->data_count = 0;
    if (!options.has_data || task->node[0] != 'f') { return; }
    if (task->call->number != SYS_write && task->call->number != SYS_pwrite64) { return; }
    size_t count = a[2] < DATA_MAX ? a[2] : DATA_MAX;
    task->data = malloc(count + 1);
    struct iovec here = {task->data, count}, there = {(void *)a[1], count};
    ssize_t got = process_vm_readv(task->id, &here, 1, &there, 1, 0);
    task->data_count = got < 0 ? 0 : got;
    if (task->call->number == SYS_pwrite64) {
        task->offset = a[3];
        return;
    }
    char path[64], line[128];
    long long position = 0;
    unsigned flags = 0;
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", task->id, (int)a[0]);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "pos: %lld", &position);
        sscanf(line, "flags: %o", &flags);
    }
    if (file) { fclose(file); }
    if (!(flags & O_APPEND)) { task->offset = position; }
}

/* What memory maps have put into a file is only seen when it is synced. */
static void copy_whole(struct task *task) {
    char link[64];
    if (!options.has_data || task->node[0] != 'f') { return; }
    if (task->call->number != SYS_fsync && task->call->number != SYS_fdatasync) { return; }
    snprintf(link, sizeof link, "/proc/%d/fd/%d", task->id, (int)task->arguments[0]);
    int file = open(link, O_RDONLY | O_CLOEXEC);
    if (file < 0) { return; }
    free(task->data);
    task->data = malloc(task->offset + 1);
    ssize_t got = pread(file, task->data, task->offset, 0);
    task->data_count = got < 0 ? 0 : got;
    close(file);
}

static void tell(struct task *task, const char *result) {
    if (!options.log) { return; }
    const char *name = task->call ? task->call->name : "other";
    fprintf(
        options.log, "%ld\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%jd\t%jx\t%jx\t", task->number, task->process,
        task->process == root ? "root" : "child", name, result, task->paths[0], task->paths[1], task->node,
        (intmax_t)task->offset, (uintmax_t)task->arguments[1], (uintmax_t)task->arguments[2]);
    for (size_t index = 0; index < task->data_count; index++) { fprintf(options.log, "%02x", task->data[index]); }
    fputc('\n', options.log);
    free(task->data);
    task->data = NULL;
    task->data_count = 0;
}

/* ---- acting ---- */

static void kill_everything(void) {
    is_over = true;
    for (int index = 0; index < TASKS_MAX; index++) {
        if (tasks[index].id) { kill(tasks[index].process, SIGKILL); }
    }
}

static void refuse(struct task *task) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, task->id, 0, &registers) != 0) { return; }
    registers.orig_rax = -1;
    registers.rax = -options.code;
    ptrace(PTRACE_SETREGS, task->id, 0, &registers);
    task->is_failing = true;
}

/* The call is about to happen. Returns how the thread goes on. */
static int enter(struct task *task) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, task->id, sizeof info, &info) <= 0) { return PTRACE_CONT; }
    memcpy(task->arguments, info.seccomp.args, sizeof task->arguments);
    task->call = call_named_by(info.seccomp.nr);
    find_file(task);
    if (!is_numbered(task)) { return PTRACE_CONT; }
    task->number = ++numbered_count;
    bool is_hit = numbered_count == options.at || (options.is_sticky && options.at > 0 && numbered_count > options.at);
    if (is_hit && options.action != FAIL) {
        tell(task, "killed");
        if (options.action == KILL_TREE) { kill_everything(); } else { kill(task->process, SIGKILL); }
        return PTRACE_CONT;
    }
    if (task->call) { copy_written(task); }
    if (task->call) { copy_whole(task); }
    if (is_hit) { refuse(task); }
    if (!is_hit && !options.log) { return PTRACE_CONT; }
    task->is_awaiting_result = true;
    return PTRACE_SYSCALL;
}

static void leave(struct task *task) {
    struct user_regs_struct registers;
    char result[32];
    task->is_awaiting_result = false;
    if (ptrace(PTRACE_GETREGS, task->id, 0, &registers) != 0) { return; }
    if (task->is_failing) {
        registers.rax = -options.code;
        ptrace(PTRACE_SETREGS, task->id, 0, &registers);
    }
    long long value = registers.rax;
    bool is_opening = task->call && (task->call->number == SYS_open || task->call->number == SYS_openat || task->call->number == SYS_creat);
    if (value >= 0 && is_opening) {
        char path[PATH_MAX];
        strcpy(path, task->paths[0]);
        describe_descriptor(task, value);
        strcpy(task->paths[0], path);
    }
    snprintf(result, sizeof result, "%s%lld", task->is_failing ? "refused " : "", value);
    task->is_failing = false;
    tell(task, result);
}

/* ---- running ---- */

static void install_filter(void) {
    struct sock_filter program[2 * 64 + 4];
    int count = 0;
    if (options.numbered == EVERY) {
        program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    } else {
        program[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
        for (int index = 0; index < call_count; index++) {
            program[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[index].number, 0, 1);
            program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
        }
        program[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    struct sock_fprog filter = {count, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) { die("no new privileges"); }
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) { die("filter"); }
}

static void start(char **command) {
    /* What a killed process leaves behind dies as somebody's child; as a zombie it would seem to be at work. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) { die("no orphans"); }
    root = fork();
    if (root < 0) { die("fork"); }
    if (root == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        install_filter();
        execvp(command[0], command);
        die(command[0]);
    }
    int status;
    if (waitpid(root, &status, 0) != root || !WIFSTOPPED(status)) { die("the command did not stop"); }
    task_of(root);
    long wanted = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE
        | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, root, 0, wanted) != 0) { die("ptrace"); }
    ptrace(PTRACE_CONT, root, 0, 0);
}

/* A thread has stopped; lets it go on. */
static void handle(pid_t thread, int status) {
    bool is_new = true;
    for (int index = 0; index < TASKS_MAX && is_new; index++) { is_new = tasks[index].id != thread; }
    struct task *task = task_of(thread);
    int event = status >> 16, signal = WSTOPSIG(status), next = PTRACE_CONT, delivered = 0;
    if (is_over) {
        kill(task->process, SIGKILL);
    } else if (event == PTRACE_EVENT_SECCOMP) {
        next = enter(task);
    } else if (event == PTRACE_EVENT_EXEC) {
        task->process = process_of(thread);
    } else if (signal == (SIGTRAP | 0x80)) {
        if (task->is_awaiting_result) { leave(task); }
    } else if (event == 0 && !(is_new && signal == SIGSTOP)) {
        delivered = signal;
    }
    ptrace(next, thread, 0, delivered);
}

static void run(void) {
    int status;
    pid_t thread;
    while ((thread = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
        if (thread <= 0) { continue; }
        if (WIFSTOPPED(status)) {
            handle(thread, status);
            continue;
        }
        if (thread == root) { root_status = status; }
        forget(thread);
    }
}

static void read_options(int *position, int count, char **words) {
    for (; *position < count && strcmp(words[*position], "--") != 0; ++*position) {
        const char *word = words[*position];
        const char *value = *position + 1 < count ? words[*position + 1] : "";
        if (strcmp(word, "--sticky") == 0) { options.is_sticky = true; continue; }
        if (strcmp(word, "--data") == 0) { options.has_data = true; continue; }
        ++*position;
        if (strcmp(word, "--at") == 0) {
            options.at = atol(value);
        } else if (strcmp(word, "--do") == 0) {
            options.action = strcmp(value, "kill-tree") == 0 ? KILL_TREE : strcmp(value, "kill-process") == 0 ? KILL_PROCESS : FAIL;
            options.code = atoi(value);
            if (options.action == FAIL && options.code <= 0) { errno = EINVAL; die(value); }
        } else if (strcmp(word, "--class") == 0) {
            options.numbered = strcmp(value, "every") == 0 ? EVERY : strcmp(value, "fail") == 0 ? MAY_FAIL : CHANGE;
        } else if (strcmp(word, "--under") == 0 && options.folder_count < FOLDERS_MAX) {
            snprintf(options.folders[options.folder_count++], PATH_MAX, "%s", value);
        } else if (strcmp(word, "--log") == 0) {
            options.log = fopen(value, "we");
            if (!options.log) { die(value); }
        } else {
            errno = EINVAL;
            die(word);
        }
    }
    ++*position;
}

int main(int count, char **words) {
    int position = 1;
    read_options(&position, count, words);
    if (position >= count) {
        errno = EINVAL;
        die("no command");
    }
    start(words + position);
    run();
    if (options.log) {
        fprintf(options.log, "end\t%ld\n", numbered_count);
        fclose(options.log);
    }
    return WIFSIGNALED(root_status) ? 128 + WTERMSIG(root_status) : WEXITSTATUS(root_status);
}
