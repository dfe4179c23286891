using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Making and removing a directory where the reason why not matters.</summary>
public static class DirectoryEntry
{
    /// <summary>mkdir(2).</summary>
    public static Errno TryCreate(string path, uint mode) =>
        Libc.mkdirat(Sys.AT_FDCWD, path, mode) == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    /// <summary>access(2) with the effective user: whether this process may make and remove entries.</summary>
    public static bool MayWrite(string path) => Libc.faccessat(Sys.AT_FDCWD, path, Libc.W_OK | Libc.X_OK, Libc.AT_EACCESS) == 0;

    /// <summary>rmdir(2); a directory that is not there is a success.</summary>
    public static Errno TryRemove(string path)
    {
        if (Libc.rmdir(path) == 0)
        {
            return Errno.None;
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? Errno.None : errno;
    }
}
