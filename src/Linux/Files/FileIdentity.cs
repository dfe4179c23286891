using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Which file a descriptor or a name is, whatever it is called: device and inode.</summary>
public readonly unsafe record struct FileIdentity(ulong Device, ulong Inode)
{
    private const uint STATX_INO = 0x100;
    private const int AT_FDCWD = -100;

    /// <summary>Of an open file.</summary>
    public static FileIdentity Of(SafeHandle file)
    {
        bool taken = false;
        file.DangerousAddRef(ref taken);
        try
        {
            return Read((int)file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH) ?? throw LinuxException.FromLastError("statx");
        }
        finally
        {
            file.DangerousRelease();
        }
    }

    /// <summary>Of what has this name now; null where nothing has.</summary>
    public static FileIdentity? Of(string path) => Read(AT_FDCWD, path, 0);

    private static FileIdentity? Read(int directory, string path, int flags)
    {
        Libc.FileStatx buffer;
        if (Libc.statx_path(directory, path, flags, STATX_INO, &buffer) == 0)
        {
            return new FileIdentity(((ulong)buffer.stx_dev_major << 32) | buffer.stx_dev_minor, buffer.stx_ino);
        }

        return (Errno)Marshal.GetLastPInvokeError() is Errno.ENOENT ? null : throw LinuxException.FromLastError("statx", path);
    }
}
