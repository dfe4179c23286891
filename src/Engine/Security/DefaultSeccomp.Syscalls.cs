namespace Berth.Engine.Security;

/// <summary>The system calls that every container may make, by what they are for (syscalls(2)).</summary>
internal static partial class DefaultSeccomp
{
    private static string[] Files =>
    [
        "access", "cachestat", "copy_file_range", "creat", "faccessat", "faccessat2", "fadvise64", "fadvise64_64", "fallocate",
        "fdatasync", "flock", "fsync", "ftruncate", "ftruncate64", "_llseek", "lseek", "name_to_handle_at", "open", "openat",
        "openat2",
        "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead", "readv", "sendfile", "sendfile64",
        "splice", "sync", "sync_file_range", "syncfs", "tee", "truncate", "truncate64", "vmsplice", "write", "writev",
    ];

    private static string[] Directories =>
    [
        "chdir", "fchdir", "getcwd", "getdents", "getdents64", "link", "linkat", "mkdir", "mkdirat", "mknod", "mknodat",
        "readlink",
        "readlinkat", "rename", "renameat", "renameat2", "rmdir", "symlink", "symlinkat", "umask", "unlink", "unlinkat",
        "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", "fanotify_mark",
    ];

    private static string[] Attributes =>
    [
        "chmod", "chown", "chown32", "fchmod", "fchmodat", "fchmodat2", "fchown", "fchown32", "fchownat", "lchown", "lchown32",
        "fstat", "fstat64", "fstatat64", "fstatfs", "fstatfs64", "lstat", "lstat64", "newfstatat", "stat", "stat64", "statfs",
        "statfs64", "statx", "listmount", "statmount",
        "futimesat", "utime", "utimensat", "utimensat_time64", "utimes",
        "fgetxattr", "flistxattr", "fremovexattr", "fsetxattr", "getxattr", "getxattrat", "lgetxattr", "listxattr", "listxattrat",
        "llistxattr", "lremovexattr", "lsetxattr", "removexattr", "removexattrat", "setxattr", "setxattrat",
    ];

    private static string[] Descriptors =>
    [
        "close", "close_range", "dup", "dup2", "dup3", "eventfd", "eventfd2", "fcntl", "fcntl64", "ioctl", "memfd_create",
        "memfd_secret", "pipe", "pipe2", "signalfd", "signalfd4", "pidfd_open", "pidfd_send_signal",
    ];

    private static string[] Waiting =>
    [
        "epoll_create", "epoll_create1", "epoll_ctl", "epoll_ctl_old", "epoll_pwait", "epoll_pwait2", "epoll_wait",
        "epoll_wait_old",
        "poll", "ppoll", "ppoll_time64", "pselect6", "pselect6_time64", "select", "_newselect",
        "futex", "futex_requeue", "futex_time64", "futex_wait", "futex_waitv", "futex_wake", "get_robust_list", "set_robust_list",
        "io_cancel", "io_destroy", "io_getevents", "io_pgetevents", "io_pgetevents_time64", "io_setup", "io_submit",
    ];

    private static string[] Memory =>
    [
        "brk", "madvise", "map_shadow_stack", "membarrier", "mincore", "mlock", "mlock2", "mlockall", "mmap", "mmap2", "mprotect",
        "mremap", "mseal", "msync", "munlock", "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect",
        "remap_file_pages",
    ];

    private static string[] Processes =>
    [
        "execve", "execveat", "exit", "exit_group", "fork", "vfork", "getpgid", "getpgrp", "getpid", "getppid", "getsid",
        "gettid",
        "prctl", "process_mrelease", "setpgid", "setsid", "set_tid_address", "get_thread_area", "set_thread_area", "rseq",
        "uretprobe", "wait4", "waitid", "waitpid", "getrlimit", "prlimit64", "setrlimit", "ugetrlimit", "getrusage",
    ];

    private static string[] Identity =>
    [
        "capget", "capset", "getegid", "getegid32", "geteuid", "geteuid32", "getgid", "getgid32", "getgroups", "getgroups32",
        "getresgid", "getresgid32", "getresuid", "getresuid32", "getuid", "getuid32", "setfsgid", "setfsgid32", "setfsuid",
        "setfsuid32", "setgid", "setgid32", "setgroups", "setgroups32", "setregid", "setregid32", "setresgid", "setresgid32",
        "setresuid", "setresuid32", "setreuid", "setreuid32", "setuid", "setuid32",
    ];

    private static string[] Scheduling =>
    [
        "getcpu", "getpriority", "setpriority", "ioprio_get", "ioprio_set", "sched_getaffinity", "sched_getattr",
        "sched_getparam",
        "sched_get_priority_max", "sched_get_priority_min", "sched_getscheduler", "sched_rr_get_interval",
        "sched_rr_get_interval_time64", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler",
        "sched_yield",
    ];

    private static string[] Signals =>
    [
        "kill", "pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn",
        "rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64", "rt_tgsigqueueinfo", "sigaltstack", "sigprocmask",
        "sigreturn",
        "tgkill", "tkill",
    ];

    /// <summary>clock_adjtime and adjtimex only read without CAP_SYS_TIME; the kernel sees to that.</summary>
    private static string[] Time =>
    [
        "adjtimex", "alarm", "clock_adjtime", "clock_adjtime64", "clock_getres", "clock_getres_time64", "clock_gettime",
        "clock_gettime64", "clock_nanosleep", "clock_nanosleep_time64", "getitimer", "gettimeofday", "nanosleep", "setitimer",
        "time",
        "timer_create", "timer_delete", "timer_getoverrun", "timer_gettime", "timer_gettime64", "timer_settime",
        "timer_settime64",
        "timerfd_create", "timerfd_gettime", "timerfd_gettime64", "timerfd_settime", "timerfd_settime64", "times",
    ];

    /// <summary>socket(2) itself depends on its family.</summary>
    private static string[] Sockets =>
    [
        "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recv", "recvfrom",
        "recvmmsg",
        "recvmmsg_time64", "recvmsg", "send", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "socketcall",
        "socketpair",
    ];

    private static string[] Messages =>
    [
        "ipc", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedreceive_time64", "mq_timedsend",
        "mq_timedsend_time64", "mq_unlink", "msgctl", "msgget", "msgrcv", "msgsnd", "semctl", "semget", "semop", "semtimedop",
        "semtimedop_time64", "shmat", "shmctl", "shmdt", "shmget",
    ];

    /// <summary>Calls by which a program restricts itself further.</summary>
    private static string[] Sandboxing =>
        ["landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self", "seccomp"];

    private static string[] Machine => ["getrandom", "sysinfo", "uname"];
}
