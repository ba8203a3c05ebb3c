// Linux interfaces that Glibc does not export, and wrappers for variadic C functions, which Swift cannot call.
#ifndef SOC2D_CLINUX_H
#define SOC2D_CLINUX_H

// No _GNU_SOURCE: glibc's own module is built without it, and the same type must look the same in both. No fcntl.h,
// sys/ioctl.h or sys/stat.h either: their types would count as this module's.
#include <errno.h>
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <linux/capability.h>
#include <linux/inet_diag.h>
#include <linux/landlock.h>
#include <linux/magic.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/sock_diag.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/// A flag of open(2) that glibc shows to GNU sources only; the same on x86-64 and arm64.
static const int SOC2D_O_PATH = 010000000;
/// A flag of open(2) whose header is not for this one; the same on x86-64 and arm64.
static const int SOC2D_O_CLOEXEC = 02000000;

/// A flag of open(2) whose header is not for this one; the same on x86-64 and arm64.
static const int SOC2D_O_NONBLOCK = 04000;

/// A flag of open(2) whose header is not for this one; the same on x86-64 and arm64.
static const int SOC2D_O_RDWR = 02;
/// A limit of getrlimit(2) whose header is not for this one; the same on x86-64 and arm64.
static const int SOC2D_RLIMIT_AS = 9;

/// openat2(2): opens `path` below `directory` under the given RESOLVE_ flags. A descriptor, or -1 with errno.
static inline int soc2d_openat2(int directory, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = 0, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

/// Asks the kernel to send SIGKILL when the thread that spawned this process ends. PR_SET_PDEATHSIG in prctl(2).
static inline int soc2d_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

/// No core file and no ptrace by equals: what a child has read stays in it. PR_SET_DUMPABLE in prctl(2).
static inline int soc2d_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// No program that is started from here gains rights by its file. PR_SET_NO_NEW_PRIVS in prctl(2).
static inline int soc2d_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

/// How many heaps the threads of this process share: mallopt(3). Each reserves 64 MiB of address space, which RLIMIT_AS counts.
static inline void soc2d_limit_heaps(int count) { mallopt(M_ARENA_MAX, count); }

/// Keeps what was freed out of the process: mallopt(3). Large pieces come from the kernel and go back at once, and few threads have a heap
/// of their own.
static inline void soc2d_keep_heap_small(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    mallopt(M_TRIM_THRESHOLD, 128 << 10);
}

/// Gives back free memory between what is in use, where it is more than so many bytes: mallinfo2(3), malloc_trim(3).
static inline void soc2d_give_back_heap(size_t limit) {
    if (mallinfo2().fordblks > limit) malloc_trim(0);
}

extern const char __executable_start[], etext[];

/// Gives back the pages of the program's own code: madvise(2). Those that are used again come back from the file by themselves.
static inline int soc2d_give_back_code(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)__executable_start / page * page, end = (uintptr_t)etext / page * page;
    return madvise((void *)start, end - start, MADV_DONTNEED);
}

/// Starts a thread with a stack of so many bytes that nobody waits for: pthread_create(3). 0, or an error number.
static inline int soc2d_start_thread(void *(*body)(void *), void *argument, size_t stack) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int error = pthread_create(&thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return error;
}

/// A copy of a descriptor that is none of the three standard ones and that no other program inherits: F_DUPFD_CLOEXEC in fcntl(2). -1 with
/// errno.
static inline int soc2d_above_standard(int descriptor) { return (int)syscall(SYS_fcntl, descriptor, 1030, 3); }

/// Starts a program with some environment, with its input and its output on two descriptors (none where the input is negative), in a process
/// group of its own; it ends with the thread that started it. The process, or -1 with errno, also where execve(2) refused the program.
///
/// By vfork(2), as posix_spawn(3) does it, which can neither tie a program to its parent nor ignore a signal: the child runs in
/// this memory until it is another program, so it only makes system calls, and no handler of ours may run in it.
static inline pid_t soc2d_start(const char *program, char *const arguments[], char *const environment[], int input, int output) {
    int standard = soc2d_openat2(-1, "/dev/null", SOC2D_O_RDWR | SOC2D_O_CLOEXEC, 0);
    if (standard < 0) return -1;
    int nothing = soc2d_above_standard(standard);
    int in = soc2d_above_standard(input < 0 ? standard : input);
    int out = soc2d_above_standard(output);
    volatile int error = nothing < 0 || in < 0 || out < 0 ? errno : 0;
    sigset_t all, before, none;
    sigfillset(&all);
    sigemptyset(&none);
    sigprocmask(SIG_BLOCK, &all, &before);
    uint64_t memory[2] = {~0ULL, ~0ULL};
    syscall(SYS_prlimit64, 0, SOC2D_RLIMIT_AS, NULL, memory);
    memory[0] = memory[1];
    pid_t parent = getpid();
    pid_t child = error ? -1 : vfork();
    if (child == 0) {
        struct sigaction usual = {.sa_handler = SIG_DFL};
        for (int number = 1; number < NSIG; number++) sigaction(number, &usual, NULL);
        // Nothing may write a file here, RLIMIT_FSIZE: what tries is told so, and not killed.
        struct sigaction ignored = {.sa_handler = SIG_IGN};
        sigaction(SIGXFSZ, &ignored, NULL);
        // Our own limit on address space is made for us alone.
        syscall(SYS_prlimit64, 0, SOC2D_RLIMIT_AS, memory, NULL);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent && setpgid(0, 0) == 0 && dup2(in, 0) == 0 &&
            dup2(out, 1) == 1 && dup2(nothing, 2) == 2 && syscall(SYS_close_range, 3, ~0U, 0) == 0 && chdir("/") == 0 &&
            sigprocmask(SIG_SETMASK, &none, NULL) == 0)
            execve(program, arguments, environment);
        error = errno;
        _exit(127);
    }
    if (child < 0 && error == 0) error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(standard);
    if (nothing >= 0) close(nothing);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    if (error == 0) return child;
    if (child > 0) waitpid(child, NULL, 0);
    errno = error;
    return -1;
}

/// A counter that one thread rings another with: eventfd(2). A descriptor, or -1 with errno.
static inline int soc2d_bell(void) { return (int)syscall(SYS_eventfd2, 0, SOC2D_O_NONBLOCK | SOC2D_O_CLOEXEC); }

/// A pipe that no other program inherits: pipe2(2). 0, or -1 with errno.
static inline int soc2d_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, SOC2D_O_CLOEXEC); }

/// A descriptor that becomes readable when a process has ended: pidfd_open(2). -1 with errno.
static inline int soc2d_watch_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/// What btrfs says of the subvolume that holds a file: BTRFS_IOC_GET_SUBVOL_INFO. Not negative, or -1 with errno; ENOTTY where the file system
/// is another one, which is asked first, since a file system of a user's own (FUSE) may answer anything.
static inline int soc2d_subvolume(int descriptor, struct btrfs_ioctl_get_subvol_info_args *info) {
    struct statfs system;
    if (fstatfs(descriptor, &system) != 0) return -1;
    if (system.f_type != BTRFS_SUPER_MAGIC) {
        errno = ENOTTY;
        return -1;
    }
    return (int)syscall(SYS_ioctl, descriptor, BTRFS_IOC_GET_SUBVOL_INFO, info);
}

/// The type of the file system that holds a path, as linux/magic.h numbers them: statfs(2). -1 with errno.
static inline int64_t soc2d_file_system(const char *path) {
    struct statfs system;
    return statfs(path, &system) == 0 ? (int64_t)(uint32_t)system.f_type : -1;
}

/// Gives up every capability: capabilities(7). 0, or -1 with errno.
static inline int soc2d_drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return (int)syscall(SYS_capset, &header, none);
}

/// Whether a filter refuses ptrace(2). Process 0 is nobody's: where no filter does, ESRCH.
static inline _Bool soc2d_is_ptrace_refused(void) { return syscall(SYS_ptrace, 16 /* PTRACE_ATTACH */, 0, 0, 0) < 0 && errno == EPERM; }

/// Whether a filter refuses process_vm_writev(2). Nothing is to be written: where no filter does, 0.
static inline _Bool soc2d_is_process_vm_refused(void) {
    return syscall(SYS_process_vm_writev, getpid(), NULL, 0, NULL, 0, 0) < 0 && errno == EPERM;
}

/// Whether a filter refuses pidfd_getfd(2). -1 is no descriptor: where no filter does, EBADF.
static inline _Bool soc2d_is_pidfd_getfd_refused(void) { return syscall(SYS_pidfd_getfd, -1, 0, 0) < 0 && errno == EPERM; }

/// The version of landlock(7) that the kernel has; negative where it has none.
static inline long soc2d_landlock_version(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/// Landlock, landlock(7): from now on this thread, and those that it starts, may read files below some places, which colons
/// separate, and do nothing else with any file. 0, or -1 with errno; ENOSYS and EOPNOTSUPP where the kernel has no Landlock. Needs no new privileges.
static inline int soc2d_read_only_below(const char *places) {
    long version = soc2d_landlock_version();
    if (version < 0) return -1;
    // Everything that the first version knows; REFER came with the second, TRUNCATE with the third.
    struct landlock_ruleset_attr handled = {.handled_access_fs = (1ULL << (version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0);
    if (rules < 0) return -1;
    for (size_t length; *places != 0; places += length + (places[length] == ':')) {
        char path[256];
        length = strcspn(places, ":");
        if (snprintf(path, sizeof path, "%.*s", (int)length, places) >= (int)sizeof path) continue;
        // Not openat2(2), which the sandbox of a service may refuse: RestrictSUIDSGID= in systemd.exec(5).
        int place = (int)syscall(SYS_openat, -1, path, SOC2D_O_PATH | SOC2D_O_CLOEXEC);
        if (place < 0) continue;
        struct landlock_path_beneath_attr rule = {
            .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, .parent_fd = place};
        // What is no directory takes no right of directories.
        if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
            rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
            syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        }
        close(place);
    }
    int result = (int)syscall(SYS_landlock_restrict_self, rules, 0);
    int error = errno;
    close(rules);
    errno = error;
    return result;
}

/// A netlink socket that talks to one interface of the kernel and to nobody else. A descriptor, or -1 with errno.
static inline int soc2d_netlink_open(int protocol, int timeout_seconds) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (descriptor < 0) return -1;
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct timeval timeout = {.tv_sec = timeout_seconds};
    // Once it is connected, no other process can send to it: see netlink_getsockbyportid() in the kernel.
    if (connect(descriptor, (struct sockaddr *)&kernel, sizeof kernel) != 0 ||
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) != 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

/// Asks for every socket of a family and protocol that is in one of the states (bits of 1 << TCP_…). 0, or -1 with errno.
static inline int soc2d_sock_diag_request(int descriptor, uint8_t family, uint8_t protocol, uint32_t states, uint32_t sequence) {
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } message;
    memset(&message, 0, sizeof message);
    message.header.nlmsg_len = sizeof message;
    message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.header.nlmsg_seq = sequence;
    message.request.sdiag_family = family;
    message.request.sdiag_protocol = protocol;
    message.request.idiag_states = states;
    return send(descriptor, &message, sizeof message, 0) == (ssize_t)sizeof message ? 0 : -1;
}

/// Asks for every chain or rule (NFT_MSG_GETCHAIN, NFT_MSG_GETRULE) of every family of nf_tables. 0, or -1 with errno.
static inline int soc2d_nft_request(int descriptor, uint8_t message_type, uint32_t sequence) {
    struct {
        struct nlmsghdr header;
        struct nfgenmsg generic;
    } message;
    memset(&message, 0, sizeof message);
    message.header.nlmsg_len = sizeof message;
    message.header.nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | message_type;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.header.nlmsg_seq = sequence;
    message.generic.version = NFNETLINK_V0;
    return send(descriptor, &message, sizeof message, 0) == (ssize_t)sizeof message ? 0 : -1;
}

/// The access control list of what a descriptor refers to, links followed: getxattr(2). The descriptor may be one of O_PATH, on
/// which fgetxattr(2) does not work. Bytes written, or -1 with errno.
static inline long soc2d_access_list(int descriptor, void *buffer, size_t size) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    return getxattr(path, "system.posix_acl_access", buffer, size);
}

/// getdents64(2): the next entries of a directory. Bytes written, 0 at the end, or -1 with errno.
static inline long soc2d_getdents64(int descriptor, void *buffer, size_t size) {
    return syscall(SYS_getdents64, descriptor, buffer, size);
}

/// The environment of this process: environ(7), which is a variable that Swift cannot look at safely.
static inline char **soc2d_environment(void) {
    extern char **environ;
    return environ;
}

/// getrandom(2), which waits until the kernel's generator is seeded. Bytes written, or -1 with errno.
static inline long soc2d_getrandom(void *buffer, size_t size) { return syscall(SYS_getrandom, buffer, size, 0); }

/// Takes the next connection of a listening socket, which waits for nothing and which no other program inherits: accept4(2). A descriptor, or
/// -1 with errno.
static inline int soc2d_accept(int listener) {
    return (int)syscall(SYS_accept4, listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// Who is at the other end of a connected local socket: SO_PEERCRED in unix(7). 0, or -1 with errno.
static inline int soc2d_peer(int connection, pid_t *process, uid_t *user) {
    struct {
        pid_t process;
        uid_t user;
        gid_t group;
    } credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -1;
    *process = credentials.process;
    *user = credentials.user;
    return 0;
}

/// A timer on a clock of clock_gettime(2): timerfd_create(2). A descriptor, or -1 with errno.
static inline int soc2d_timer(int clock) { return (int)syscall(SYS_timerfd_create, clock, SOC2D_O_NONBLOCK | SOC2D_O_CLOEXEC); }

/// The seconds and nanoseconds of timerfd_settime(2), whose header would make types of the C library this module's.
struct soc2d_timer_setting {
    int64_t interval[2];
    int64_t value[2];
};

/// Lets a timer expire once, at a time in nanoseconds; at 0 never. 0, or -1 with errno.
static inline int soc2d_set_timer(int timer, int64_t at) {
    enum { absolute = 1 };  // TFD_TIMER_ABSTIME
    struct soc2d_timer_setting setting = {.value = {at / 1000000000, at % 1000000000}};
    return (int)syscall(SYS_timerfd_settime, timer, absolute, &setting, NULL);
}

/// Lets a timer of CLOCK_REALTIME be cancelled when somebody sets that clock, or when the host wakes from sleep. It never expires by itself.
static inline int soc2d_watch_clock(int timer) {
    enum { absolute = 1, cancel_on_set = 2 };  // TFD_TIMER_ABSTIME, TFD_TIMER_CANCEL_ON_SET
    struct soc2d_timer_setting never = {.value = {INT64_MAX / 1000000000, 0}};
    return (int)syscall(SYS_timerfd_settime, timer, absolute | cancel_on_set, &never, NULL);
}

/// Sends a datagram to the socket of a name: sendmsg(2), unix(7). It carries the bytes, or a descriptor in their place where that is not
/// negative. 0, or -1 with errno.
static inline int soc2d_send_datagram(int socket, const char *name, const void *bytes, size_t count, int descriptor) {
    struct {
        sa_family_t family;
        char name[108];
    } address = {.family = AF_UNIX};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {{0}};
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_name = &address, .msg_namelen = sizeof address};
    if (strlen(name) >= sizeof address.name) return errno = ENAMETOOLONG, -1;
    strcpy(address.name, name);
    if (descriptor < 0) {
        message.msg_iov = &part;
        message.msg_iovlen = 1;
    } else {
        message.msg_control = &control;
        message.msg_controllen = sizeof control.room;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof descriptor);
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

/// A file in memory that nobody can change any more: memfd_create(2), F_ADD_SEALS in fcntl(2). A descriptor, or -1 with errno.
static inline int soc2d_sealed_memory(const char *name, const void *bytes, size_t count) {
    enum { close_on_exec = 1, allow_sealing = 2, add_seals = 1033, every_seal = 15 };
    int memory = (int)syscall(SYS_memfd_create, name, close_on_exec | allow_sealing);
    if (memory < 0) return -1;
    if (write(memory, bytes, count) == (ssize_t)count && syscall(SYS_fcntl, memory, add_seals, every_seal) == 0) return memory;
    int error = errno;
    close(memory);
    errno = error;
    return -1;
}

/// Gives a file a new name, unless that is taken: RENAME_NOREPLACE in renameat2(2). 0, or -1 with errno.
static inline int soc2d_rename_new(const char *from, const char *to) {
    enum { here = -100, no_replace = 1 };  // AT_FDCWD, RENAME_NOREPLACE
    return (int)syscall(SYS_renameat2, here, from, here, to, no_replace);
}

#endif
