using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Exclusive locks between processes (flock(2)): held until the descriptor is closed, by whatever end of the process.</summary>
public static partial class FileLock
{
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;

    /// <summary>Waits until nobody else has the lock; the file is created when missing.</summary>
    public static Fd Acquire(string path)
    {
        Fd file = Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, 0x180);
        int result;
        do
        {
            result = flock(file.Number, LOCK_EX);
        }
        while (result < 0 && Fd.Interrupted());

        if (result == 0)
        {
            return file;
        }

        LinuxException failure = LinuxException.FromLastError("flock", path);
        file.Dispose();
        throw failure;
    }

    /// <summary>Takes the lock of an open file, which goes with the descriptor; false: somebody else has it.</summary>
    public static bool TryTake(Fd file)
    {
        int result;
        do
        {
            result = flock(file.Number, LOCK_EX | LOCK_NB);
        }
        while (result < 0 && Fd.Interrupted());

        if (result == 0)
        {
            return true;
        }

        LinuxException failure = LinuxException.FromLastError("flock");
        return failure.Errno == Errno.EAGAIN ? false : throw failure;
    }

    [LibraryImport(Libc.Library, SetLastError = true)]
    private static partial int flock(int fd, int operation);
}
