// Linux interfaces that Glibc does not export, and wrappers for variadic C functions, which Swift cannot call.
#ifndef SOC2D_CLINUX_H
#define SOC2D_CLINUX_H

// No _GNU_SOURCE: glibc's own module is built without it, and the same type must look the same in both.
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/sock_diag.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A flag of open(2) that glibc shows to GNU sources only; the same on x86-64 and arm64.
static const int SOC2D_O_PATH = 010000000;

/// openat2(2): opens `path` below `directory` under the given RESOLVE_ flags. A descriptor, or -1 with errno.
static inline int soc2d_openat2(int directory, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = 0, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

/// Asks the kernel to send SIGKILL when the thread that spawned this process ends. PR_SET_PDEATHSIG in prctl(2).
static inline int soc2d_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

/// No core file and no ptrace by equals: what a child has read stays in it. PR_SET_DUMPABLE in prctl(2).
static inline int soc2d_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

#endif
