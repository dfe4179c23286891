namespace Berth.Linux;

/// <summary>Waiting for child processes.</summary>
public static class ChildProcess
{
    /// <summary>waitpid(2), blocking: the exit status as a shell gives it (128 + signal number for a death by signal).</summary>
    /// <exception cref="LinuxException">ECHILD: not a child, or reaped already.</exception>
    public static int Wait(int pid) => throw new NotSupportedException();

    /// <summary>The same without blocking: null while it runs.</summary>
    public static int? TryWait(int pid) => throw new NotSupportedException();
}
