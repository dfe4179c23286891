namespace Berth.Linux;

/// <summary>Waiting for child processes.</summary>
public static unsafe class ChildProcess
{
    /// <summary>waitpid(2), blocking: the exit status as a shell gives it (128 + signal number for a death by signal).</summary>
    /// <exception cref="LinuxException">ECHILD: not a child, or reaped already.</exception>
    public static int Wait(int pid) => Wait(pid, 0)!.Value;

    /// <summary>The same without blocking: null while it runs.</summary>
    public static int? TryWait(int pid) => Wait(pid, Libc.WNOHANG);

    /// <summary>A wait status (wait(2)) as a shell gives it.</summary>
    internal static int ExitCode(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    private static int? Wait(int pid, int options)
    {
        int status;
        int got;
        do
        {
            got = Libc.waitpid(pid, &status, options);
        }
        while (got < 0 && Fd.Interrupted());

        if (got < 0)
        {
            throw LinuxException.FromLastError("wait");
        }

        return got == 0 ? null : ExitCode(status);
    }
}
