using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// System call numbers, the one place where x86-64 and arm64 differ in them. From 424 on all architectures share one table.
/// Names and values are checked against the kernel's headers by a test.
/// </summary>
internal static class SyscallNumber
{
    public const int SYS_pidfd_send_signal = 424;
    public const int SYS_open_tree = 428;
    public const int SYS_move_mount = 429;
    public const int SYS_fsopen = 430;
    public const int SYS_fsconfig = 431;
    public const int SYS_fsmount = 432;
    public const int SYS_fspick = 433;
    public const int SYS_pidfd_open = 434;
    public const int SYS_clone3 = 435;
    public const int SYS_close_range = 436;
    public const int SYS_openat2 = 437;
    public const int SYS_pidfd_getfd = 438;
    public const int SYS_faccessat2 = 439;
    public const int SYS_mount_setattr = 442;
    public const int SYS_quotactl_fd = 443;

    public static int SYS_accept4 => Pick(288, 242);

    public static int SYS_bpf => Pick(321, 280);

    public static int SYS_brk => Pick(12, 214);

    public static int SYS_execveat => Pick(322, 281);

    public static int SYS_mmap => Pick(9, 222);

    public static int SYS_mprotect => Pick(10, 226);

    public static int SYS_mremap => Pick(25, 216);

    public static int SYS_pread64 => Pick(17, 67);

    public static int SYS_sendfile => Pick(40, 71);

    public static int SYS_capset => Pick(126, 91);

    public static int SYS_clone => Pick(56, 220);

    public static int SYS_getpid => Pick(39, 172);

    public static int SYS_kill => Pick(62, 129);

    public static int SYS_setpgid => Pick(109, 154);

    public static int SYS_rt_sigtimedwait => Pick(128, 137);

    public static int SYS_wait4 => Pick(61, 260);

    public static int SYS_chdir => Pick(80, 49);

    public static int SYS_chroot => Pick(161, 51);

    public static int SYS_close => Pick(3, 57);

    public static int SYS_dup3 => Pick(292, 24);

    public static int SYS_execve => Pick(59, 221);

    public static int SYS_exit_group => Pick(231, 94);

    public static int SYS_fchdir => Pick(81, 50);

    public static int SYS_fchmod => Pick(91, 52);

    public static int SYS_fchown => Pick(93, 55);

    public static int SYS_fchmodat => Pick(268, 53);

    public static int SYS_fchownat => Pick(260, 54);

    public static int SYS_fcntl => Pick(72, 25);

    public static int SYS_fstatfs => Pick(138, 44);

    public static int SYS_getcwd => Pick(79, 17);

    public static int SYS_ioctl => Pick(16, 29);

    public static int SYS_keyctl => Pick(250, 219);

    public static int SYS_fgetxattr => Pick(193, 10);

    public static int SYS_flistxattr => Pick(196, 13);

    public static int SYS_fsetxattr => Pick(190, 7);

    public static int SYS_getdents64 => Pick(217, 61);

    public static int SYS_lseek => Pick(8, 62);

    public static int SYS_memfd_create => Pick(319, 279);

    public static int SYS_mount => Pick(165, 40);

    public static int SYS_readlinkat => Pick(267, 78);

    public static int SYS_mkdirat => Pick(258, 34);

    public static int SYS_mknodat => Pick(259, 33);

    public static int SYS_openat => Pick(257, 56);

    public static int SYS_personality => Pick(135, 92);

    public static int SYS_pivot_root => Pick(155, 41);

    public static int SYS_ppoll => Pick(271, 73);

    public static int SYS_prctl => Pick(157, 167);

    public static int SYS_prlimit64 => Pick(302, 261);

    public static int SYS_read => Pick(0, 63);

    public static int SYS_recvmsg => Pick(47, 212);

    public static int SYS_rt_sigaction => Pick(13, 134);

    public static int SYS_rt_sigprocmask => Pick(14, 135);

    public static int SYS_ioprio_set => Pick(251, 30);

    public static int SYS_sched_setaffinity => Pick(203, 122);

    public static int SYS_sched_setattr => Pick(314, 274);

    public static int SYS_set_mempolicy => Pick(238, 237);

    public static int SYS_seccomp => Pick(317, 277);

    public static int SYS_sendmsg => Pick(46, 211);

    public static int SYS_setdomainname => Pick(171, 162);

    public static int SYS_setgroups => Pick(116, 159);

    public static int SYS_sethostname => Pick(170, 161);

    public static int SYS_setns => Pick(308, 268);

    public static int SYS_setresgid => Pick(119, 149);

    public static int SYS_setresuid => Pick(117, 147);

    public static int SYS_setsid => Pick(112, 157);

    public static int SYS_socket => Pick(41, 198);

    public static int SYS_statx => Pick(332, 291);

    public static int SYS_symlinkat => Pick(266, 36);

    public static int SYS_umask => Pick(95, 166);

    public static int SYS_umount2 => Pick(166, 39);

    public static int SYS_unlinkat => Pick(263, 35);

    public static int SYS_unshare => Pick(272, 97);

    public static int SYS_write => Pick(1, 64);

    // The architecture is a constant of the compilation: this folds to one number.
    internal static int Pick(int x64, int arm64) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? arm64 : x64;
}
