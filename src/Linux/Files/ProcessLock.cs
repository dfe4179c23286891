namespace Berth.Linux;

/// <summary>
/// Exclusive locks that belong to a process (fcntl(2), F_SETLK): unlike those of <see cref="FileLock"/> a clone of the process does not
/// share them, so they end with the one that took them. They end as well when it closes any descriptor of the file.
/// </summary>
public static unsafe class ProcessLock
{
    /// <summary>False: another process has it.</summary>
    public static bool TryTake(Fd file)
    {
        var all = new Sys.flock { l_type = Sys.F_WRLCK };
        if (Libc.fcntl(file.Number, Sys.F_SETLK, (nint)(&all)) == 0)
        {
            return true;
        }

        LinuxException error = LinuxException.FromLastError("lock");
        return error.Errno is Errno.EAGAIN or Errno.EACCES ? false : throw error;
    }
}
