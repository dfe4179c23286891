using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>A process by descriptor (pidfd_open(2)): never another one that has got its number meanwhile.</summary>
public static unsafe class PidFd
{
    /// <exception cref="LinuxException">ESRCH: no such process.</exception>
    public static Fd Open(int pid)
    {
        nint fd = Libc.pidfd_open(SyscallNumber.SYS_pidfd_open, pid, 0);
        return fd >= 0 ? new Fd((int)fd) : throw LinuxException.FromLastError("pidfd_open");
    }

    /// <summary>Its process ID in this process's own namespace (proc_pid_fdinfo(5)).</summary>
    /// <exception cref="LinuxException">ESRCH: it has ended and been reaped.</exception>
    public static int NumberOf(Fd process)
    {
        foreach (string line in File.ReadLines($"/proc/self/fdinfo/{process.Number}"))
        {
            if (line.StartsWith("Pid:", StringComparison.Ordinal) && int.TryParse(line.AsSpan(4).Trim(), out int pid) && pid > 0)
            {
                return pid;
            }
        }

        throw new LinuxException("pidfd", null, Errno.ESRCH);
    }

    /// <summary>pidfd_getfd(2): a copy of a descriptor of the process.</summary>
    /// <exception cref="LinuxException">EPERM: it takes the rights of ptrace(2).</exception>
    public static Fd Take(Fd process, int descriptor)
    {
        nint fd = Libc.pidfd_getfd(SyscallNumber.SYS_pidfd_getfd, process.Number, descriptor, 0);
        return fd >= 0 ? new Fd((int)fd) : throw LinuxException.FromLastError("pidfd_getfd");
    }

    /// <summary>pidfd_send_signal(2). False when the process has ended.</summary>
    public static bool Signal(Fd process, int signal)
    {
        if (Libc.pidfd_signal(SyscallNumber.SYS_pidfd_send_signal, process.Number, signal, null, 0) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == (int)Errno.ESRCH ? false : throw LinuxException.FromLastError("kill");
    }
}
