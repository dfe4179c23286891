using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>Processes: namespaces, identity, limits, filters, execve.</summary>
public static unsafe partial class Sys
{
    public const ulong CLONE_NEWNS = 0x00020000;
    public const ulong CLONE_NEWCGROUP = 0x02000000;
    public const ulong CLONE_NEWUTS = 0x04000000;
    public const ulong CLONE_NEWIPC = 0x08000000;
    public const ulong CLONE_NEWUSER = 0x10000000;
    public const ulong CLONE_NEWPID = 0x20000000;
    public const ulong CLONE_NEWNET = 0x40000000;
    public const ulong CLONE_NEWTIME = 0x00000080;
    public const ulong CLONE_PARENT = 0x00008000;
    public const ulong CLONE_FS = 0x00000200;
    public const ulong CLONE_PIDFD = 0x00001000;

    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_CAPBSET_READ = 23;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_CAP_AMBIENT = 47;
    public const int PR_CAP_AMBIENT_RAISE = 2;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    public const uint SECCOMP_SET_MODE_FILTER = 1;
    public const uint SECCOMP_FILTER_FLAG_TSYNC = 1;
    public const uint SECCOMP_FILTER_FLAG_LOG = 2;
    public const uint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
    public const uint SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
    public const uint SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 16;
    public const uint SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 32;
    public const int BPF_MAXINSNS = 4096;

    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    public const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    public const int KEYCTL_SETPERM = 5;

    /// <summary>KEY_USR_SEARCH and KEY_OTH_SEARCH of keyctl_setperm(3); no kernel header has them.</summary>
    internal const long KEY_USR_SEARCH = 0x00080000;
    internal const long KEY_OTH_SEARCH = 0x00000008;

    /// <summary>What join_session_keyring gives: everything to the possessor; view, read and link to the user.</summary>
    internal const long KEY_DEFAULT_PERMISSIONS = 0x3f130000;

    public const int SIGCHLD = 17;
    public const int SIG_SETMASK = 2;

    /// <summary>clone3(2): 0 in the child, its process ID in the parent.</summary>
    public static int clone3(clone_args* arguments) => (int)Call(SYS_clone3, (nint)arguments, sizeof(clone_args));

    public static int unshare(ulong flags) => (int)Call(SYS_unshare, (nint)flags);

    public static int setns(int fd, ulong type) => (int)Call(SYS_setns, fd, (nint)type);

    public static int setsid() => (int)Call(SYS_setsid);

    public static int sethostname(byte* name, nint length) => (int)Call(SYS_sethostname, (nint)name, length);

    public static int setdomainname(byte* name, nint length) => (int)Call(SYS_setdomainname, (nint)name, length);

    public static int prctl(int option, nint a = 0, nint b = 0, nint c = 0, nint d = 0) => (int)Call(SYS_prctl, option, a, b, c, d);

    public static int capset(cap_header* header, cap_data* data) => (int)Call(SYS_capset, (nint)header, (nint)data);

    public static int setgroups(nint count, uint* groups) => (int)Call(SYS_setgroups, count, (nint)groups);

    public static int setresgid(uint real, uint effective, uint saved) =>
        (int)Call(SYS_setresgid, (nint)real, (nint)effective, (nint)saved);

    public static int setresuid(uint real, uint effective, uint saved) =>
        (int)Call(SYS_setresuid, (nint)real, (nint)effective, (nint)saved);

    public static int prlimit64(int pid, uint resource, rlimit64* limit, rlimit64* old) =>
        (int)Call(SYS_prlimit64, pid, (nint)resource, (nint)limit, (nint)old);

    public static int personality(ulong domain) => (int)Call(SYS_personality, (nint)domain);

    public static int keyctl(int operation, nint a, nint b = 0) => (int)Call(SYS_keyctl, operation, a, b);

    public static int seccomp(uint operation, uint flags, sock_fprog* program) =>
        (int)Call(SYS_seccomp, (nint)operation, (nint)flags, (nint)program);

    public static int socket(int family, int type, int protocol) => (int)Call(SYS_socket, family, type, protocol);

    public static int accept4(int fd, int flags) => (int)Call(SYS_accept4, fd, 0, 0, flags);

    public static nint sendmsg(int fd, void* message, int flags) => Call(SYS_sendmsg, fd, (nint)message, flags);

    public static nint recvmsg(int fd, void* message, int flags) => Call(SYS_recvmsg, fd, (nint)message, flags);

    public static int execve(byte* path, byte** arguments, byte** environment) =>
        (int)Call(SYS_execve, (nint)path, (nint)arguments, (nint)environment);

    public static void exit_group(int status) => Call(SYS_exit_group, status);

    /// <summary>rt_sigaction(2) with SIG_DFL and no flags.</summary>
    public static int default_signal(int signal)
    {
        // handler, flags, restorer (x86-64 only), mask: all zero is SIG_DFL on both architectures.
        ulong* action = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            action[i] = 0;
        }

        return (int)Call(SYS_rt_sigaction, signal, (nint)action, 0, 8);
    }

    /// <summary>rt_sigprocmask(2): replaces the calling thread's mask of blocked signals, bit n-1 for signal n.</summary>
    public static int set_signal_mask(ulong blocked) => (int)Call(SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&blocked), 0, 8);

    /// <summary><c>struct clone_args</c>, clone(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct clone_args
    {
        public ulong flags;
        public ulong pidfd;
        public ulong child_tid;
        public ulong parent_tid;
        public ulong exit_signal;
        public ulong stack;
        public ulong stack_size;
        public ulong tls;
        public ulong set_tid;
        public ulong set_tid_size;
        public ulong cgroup;
    }

    /// <summary><c>struct rlimit64</c>, prlimit(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct rlimit64
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }

    /// <summary><c>struct __user_cap_header_struct</c>, capset(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct cap_header
    {
        public uint version;
        public int pid;
    }

    /// <summary><c>struct __user_cap_data_struct</c>, capset(2); two of them make 64 capabilities.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct cap_data
    {
        public uint effective;
        public uint permitted;
        public uint inheritable;
    }

    /// <summary><c>struct sock_fprog</c>, seccomp(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sock_fprog
    {
        public ushort len;
        public void* filter;
    }
}
