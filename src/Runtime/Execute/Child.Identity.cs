using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Who the process is and what it may do.</summary>
internal static unsafe partial class Child
{
    private static int ResetSignals()
    {
        for (int signal = 1; signal <= 64; signal++)
        {
            // KILL and STOP cannot be changed and need not be.
            _ = Sys.default_signal(signal);
        }

        Sys.umask(0);
        return Errno(Sys.set_signal_mask(0));
    }

    private static int NewKeyring(NativeOperation* op)
    {
        // A kernel without keyrings has none to leave.
        int keyring = Sys.keyctl(Sys.KEYCTL_JOIN_SESSION_KEYRING, (nint)op->Text1);
        if (keyring == -(int)Linux.Errno.ENOSYS)
        {
            return 0;
        }

        bool permit = keyring > 0 && op->A != 0;
        return permit ? Errno(Sys.keyctl(Sys.KEYCTL_SETPERM, keyring, (nint)op->A)) : Errno(keyring);
    }

    private static int LoopbackUp()
    {
        int socket = Sys.socket(Sys.AF_INET, Sys.SOCK_DGRAM | Sys.SOCK_CLOEXEC, 0);
        if (socket < 0)
        {
            return -socket;
        }

        // struct ifreq: the name in 16 bytes, then the flags.
        byte* request = stackalloc byte[40];
        for (int i = 0; i < 40; i++)
        {
            request[i] = 0;
        }

        request[0] = (byte)'l';
        request[1] = (byte)'o';
        int errno = Errno(Sys.ioctl(socket, Sys.SIOCGIFFLAGS, request));
        *(short*)(request + 16) |= Sys.IFF_UP;
        return CloseAnd(socket, errno != 0 ? errno : Errno(Sys.ioctl(socket, Sys.SIOCSIFFLAGS, request)));
    }

    private static int SetRlimit(NativeOperation* op)
    {
        var limit = new Sys.rlimit64 { rlim_cur = (ulong)op->B, rlim_max = (ulong)op->C };
        return Errno(Sys.prlimit64(0, (uint)op->A, &limit, null));
    }

    private static int DropBounding(ulong keep, int last)
    {
        for (int capability = 0; capability <= last; capability++)
        {
            if ((keep & (1UL << capability)) == 0)
            {
                int result = Sys.prctl(Sys.PR_CAPBSET_DROP, capability);
                if (result < 0)
                {
                    return -result;
                }
            }
        }

        return 0;
    }

    private static int SetUser(NativeOperation* op)
    {
        int errno = Errno(Sys.prctl(Sys.PR_SET_KEEPCAPS, 1));
        errno = errno != 0 ? errno : SetGroups(op);
        errno = errno != 0 ? errno : Errno(Sys.setresgid((uint)op->B, (uint)op->B, (uint)op->B));
        errno = errno != 0 ? errno : Errno(Sys.setresuid((uint)op->A, (uint)op->A, (uint)op->A));
        return errno != 0 ? errno : Errno(Sys.prctl(Sys.PR_SET_KEEPCAPS, 0));
    }

    private static int SetGroups(NativeOperation* op)
    {
        int errno = Errno(Sys.setgroups(op->DataLength / 4, (uint*)op->Data));
        bool tolerable = errno == (int)Linux.Errno.EPERM && op->C != 0 && op->DataLength == 0;
        return tolerable ? 0 : errno;
    }

    private static int SetCapabilities(NativeOperation* op)
    {
        var header = new Sys.cap_header { version = Sys._LINUX_CAPABILITY_VERSION_3, pid = 0 };
        Sys.cap_data* data = stackalloc Sys.cap_data[2];
        for (int half = 0; half < 2; half++)
        {
            data[half].effective = (uint)(op->A >> (32 * half));
            data[half].permitted = (uint)(op->B >> (32 * half));
            data[half].inheritable = (uint)(op->C >> (32 * half));
        }

        int errno = Errno(Sys.capset(&header, data));
        errno = errno != 0 ? errno : Errno(Sys.prctl(Sys.PR_CAP_AMBIENT, Sys.PR_CAP_AMBIENT_CLEAR_ALL));
        for (int capability = 0; errno == 0 && capability < 64; capability++)
        {
            if (((op->D >> capability) & 1) != 0)
            {
                errno = Errno(Sys.prctl(Sys.PR_CAP_AMBIENT, Sys.PR_CAP_AMBIENT_RAISE, capability));
            }
        }

        return errno;
    }

    private static int SetUmask(uint mask)
    {
        Sys.umask(mask);
        return 0;
    }
}
