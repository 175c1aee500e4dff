/* Loaded before libc (LD_PRELOAD): counts what a process changes below one folder, and at the n-th change kills the
 * process or lets the change fail. What others can see of a process is made by such calls alone, so that a kill before,
 * in the midst of and after each of them stands for a kill at any instant. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE, SYNC, RENAME, REMOVE, MAKE, SIZE, KINDS };
enum action { COUNT, KILL_BEFORE, KILL_AFTER, KILL_MIDST, FAIL };

/* Shared with the process that forks: it reads the counts after the child's death. tests/crash/faultlib.py knows the
 * layout. */
struct control {
    int64_t pid;     /* who is watched; 0: nobody */
    int64_t action;
    int64_t nth;     /* the change, counted from 1 */
    int64_t kinds;   /* bits of the kinds that are counted for `nth` */
    int64_t error;   /* errno of FAIL */
    int64_t sticky;  /* FAIL: every later change of these kinds too */
    _Atomic int64_t seen;
    _Atomic int64_t counts[KINDS];
    _Atomic int64_t struck;
    char under[PATH_MAX];
};

struct control *wenze_faults;

__attribute__((constructor)) static void begin(void)
{
    void *page = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    wenze_faults = page == MAP_FAILED ? NULL : page;
}

static int watched(void)
{
    return wenze_faults && wenze_faults->pid && wenze_faults->pid == (int64_t)syscall(SYS_getpid);
}

static int below(const char *path)
{
    size_t length = strlen(wenze_faults->under);
    return length && strncmp(path, wenze_faults->under, length) == 0 &&
           (path[length] == '/' || path[length] == '\0');
}

static int below_at(int folder, const char *path)
{
    char base[PATH_MAX], link[64];
    if (path[0] == '/')
        return below(path);
    if (folder == AT_FDCWD)
        return getcwd(base, sizeof base) && below(base);
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    if (length < 0)
        return 0;
    base[length] = '\0';
    return below(base);
}

static int below_fd(int fd)
{
    return below_at(fd, "");
}

static _Noreturn void die(void)
{
    wenze_faults->struck = 1;
    syscall(SYS_kill, (pid_t)wenze_faults->pid, SIGKILL);
    for (;;)
        pause();
}

enum verdict { GO, GO_THEN_DIE, HALF_THEN_DIE, REFUSE };

/* Counts a change and says what is to become of it; does not come back where it kills. */
static enum verdict strike(enum kind kind)
{
    wenze_faults->counts[kind]++;
    if (!(wenze_faults->kinds >> kind & 1))
        return GO;
    int64_t number = ++wenze_faults->seen;
    int64_t action = wenze_faults->action;
    if (action == FAIL && (number == wenze_faults->nth || (wenze_faults->sticky && number > wenze_faults->nth))) {
        wenze_faults->struck = 1;
        return REFUSE;
    }
    if (number != wenze_faults->nth)
        return GO;
    switch (action) {
    case KILL_BEFORE:
        die();
        return GO;
    case KILL_AFTER:
        return GO_THEN_DIE;
    case KILL_MIDST:
        return kind == WRITE ? HALF_THEN_DIE : GO_THEN_DIE;
    default:
        return GO;
    }
}

/* `call` is the system call itself; `size` the variable that holds the length of a write. */
#define CHANGE(kind, there, call)                     \
    if (!watched() || !(there))                       \
        return call;                                  \
    switch (strike(kind)) {                           \
    case REFUSE:                                      \
        errno = (int)wenze_faults->error;             \
        return -1;                                    \
    case GO_THEN_DIE:                                 \
    case HALF_THEN_DIE: {                             \
        __typeof__(call) done = call;                 \
        (void)done;                                   \
        die();                                        \
    }                                                 \
    default:                                          \
        return call;                                  \
    }

#define SIZED_CHANGE(there, size, call)               \
    if (!watched() || !(there))                       \
        return call;                                  \
    switch (strike(WRITE)) {                          \
    case REFUSE:                                      \
        errno = (int)wenze_faults->error;             \
        return -1;                                    \
    case HALF_THEN_DIE:                               \
        size /= 2;                                    \
        /* fall through */                            \
    case GO_THEN_DIE: {                               \
        __typeof__(call) done = call;                 \
        (void)done;                                   \
        die();                                        \
    }                                                 \
    default:                                          \
        return call;                                  \
    }

ssize_t write(int fd, const void *data, size_t size)
{
    SIZED_CHANGE(below_fd(fd), size, syscall(SYS_write, fd, data, size))
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    SIZED_CHANGE(below_fd(fd), size, syscall(SYS_pwrite64, fd, data, size, at))
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return pwrite64(fd, data, size, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    CHANGE(WRITE, below_fd(fd), syscall(SYS_writev, fd, parts, count))
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    CHANGE(WRITE, below_fd(fd), syscall(SYS_pwritev, fd, parts, count, at, 0))
}

ssize_t sendfile(int to, int from, off_t *at, size_t size)
{
    SIZED_CHANGE(below_fd(to), size, syscall(SYS_sendfile, to, from, at, size))
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size)
{
    return sendfile(to, from, at, size);
}

int fsync(int fd) { CHANGE(SYNC, below_fd(fd), (int)syscall(SYS_fsync, fd)) }

int fdatasync(int fd) { CHANGE(SYNC, below_fd(fd), (int)syscall(SYS_fdatasync, fd)) }

int ftruncate64(int fd, off64_t size) { CHANGE(SIZE, below_fd(fd), (int)syscall(SYS_ftruncate, fd, size)) }

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int renameat2(int from, const char *old, int to, const char *name, unsigned flags)
{
    CHANGE(RENAME, below_at(to, name), (int)syscall(SYS_renameat2, from, old, to, name, flags))
}

int renameat(int from, const char *old, int to, const char *name) { return renameat2(from, old, to, name, 0); }

int rename(const char *old, const char *name) { return renameat2(AT_FDCWD, old, AT_FDCWD, name, 0); }

int linkat(int from, const char *old, int to, const char *name, int flags)
{
    CHANGE(RENAME, below_at(to, name), (int)syscall(SYS_linkat, from, old, to, name, flags))
}

int link(const char *old, const char *name) { return linkat(AT_FDCWD, old, AT_FDCWD, name, 0); }

int unlinkat(int folder, const char *path, int flags)
{
    CHANGE(REMOVE, below_at(folder, path), (int)syscall(SYS_unlinkat, folder, path, flags))
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode)
{
    CHANGE(MAKE, below_at(folder, path), (int)syscall(SYS_mkdirat, folder, path, mode))
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    /* Opening what is there changes nothing; on a disk that is read-only it can't be opened for writing either. */
    struct stat there;
    int makes = (flags & O_CREAT) && fstatat(folder, path, &there, 0) != 0;
    if ((flags & O_ACCMODE) != O_RDONLY && wenze_faults && wenze_faults->action == FAIL &&
        wenze_faults->error == EROFS)
        makes = 1;
    CHANGE(MAKE, (makes || (flags & O_TRUNC)) && below_at(folder, path),
           (int)syscall(SYS_openat, folder, path, flags, mode))
}

#define MODE(flags)                                   \
    mode_t mode = 0;                                  \
    if ((flags) & (O_CREAT | O_TMPFILE)) {            \
        va_list rest;                                 \
        va_start(rest, flags);                        \
        mode = va_arg(rest, mode_t);                  \
        va_end(rest);                                 \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags)
    return opened(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return opened(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return opened(folder, path, flags, mode);
}
