using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Locks between processes (flock(2)): held until the descriptor is closed, by whatever end of the process.</summary>
public static partial class FileLock
{
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;

    /// <summary>Waits until nobody else has the lock; the file is created when missing.</summary>
    public static Fd Acquire(string path) => Acquire(path, LOCK_EX)!;

    /// <summary>The same without waiting; null: somebody else has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isShared">Others may share it who say so too.</param>
    public static Fd? TryAcquire(string path, bool isShared) => Acquire(path, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB);

    /// <summary>Takes the lock of an open file, which goes with the descriptor; false: somebody else has it.</summary>
    public static bool TryTake(Fd file) => Take(file, LOCK_EX | LOCK_NB, null);

    private static Fd? Acquire(string path, int operation)
    {
        Fd file = Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, 0x180);
        bool isTaken = false;
        try
        {
            isTaken = Take(file, operation, path);
            return isTaken ? file : null;
        }
        finally
        {
            if (!isTaken)
            {
                file.Dispose();
            }
        }
    }

    private static bool Take(Fd file, int operation, string? path)
    {
        int result;
        do
        {
            result = flock(file.Number, operation);
        }
        while (result < 0 && Fd.Interrupted());

        if (result == 0)
        {
            return true;
        }

        LinuxException failure = LinuxException.FromLastError("flock", path);
        return failure.Errno == Errno.EAGAIN ? false : throw failure;
    }

    [LibraryImport(Libc.Library, SetLastError = true)]
    private static partial int flock(int fd, int operation);
}
