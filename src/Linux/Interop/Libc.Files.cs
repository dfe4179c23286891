using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Files by directory descriptor: every call that could follow a path takes one (openat(2), "Rationale").</summary>
public static unsafe partial class Libc
{
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const int AT_REMOVEDIR = 0x200;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;

    /// <summary>The unit of <c>stx_blocks</c>, whatever the file system's own blocks are (statx(2)).</summary>
    internal const int StatxBlockSize = 512;
    internal const uint RENAME_NOREPLACE = 1;
    internal const nint UTIME_OMIT = 0x3ffffffe;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "openat")]
    internal static partial int openat_path(int dirfd, string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "syscall")]
    internal static partial nint openat2_path(nint number, int dirfd, string path, OpenHow* how, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "mkdirat")]
    internal static partial int mkdirat_path(int dirfd, string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "mknodat")]
    internal static partial int mknodat_path(int dirfd, string path, uint mode, ulong device);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "linkat")]
    internal static partial int linkat_path(int oldDirfd, string oldPath, int newDirfd, string newPath, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "symlinkat")]
    internal static partial int symlinkat_path(string target, int dirfd, string path);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "fchownat")]
    internal static partial int fchownat_path(int dirfd, string path, uint owner, uint group, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "fchmodat")]
    internal static partial int fchmodat_path(int dirfd, string path, uint mode, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "utimensat")]
    internal static partial int utimensat_path(int dirfd, string path, Timespec* times, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "unlinkat")]
    internal static partial int unlinkat_path(int dirfd, string path, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "renameat2")]
    internal static partial int renameat2_path(int oldDirfd, string oldPath, int newDirfd, string newPath, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "statx")]
    internal static partial int statx_path(int dirfd, string path, int flags, uint mask, FileStatx* status);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "setxattr")]
    internal static partial int setxattr_path(string path, string name, byte* value, nuint size, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "fsetxattr")]
    internal static partial int fsetxattr_file(int fd, string name, byte* value, nuint size, int flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "fchown")]
    internal static partial int fchown_file(int fd, uint owner, uint group);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "fchmod")]
    internal static partial int fchmod_file(int fd, uint mode);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "ftruncate")]
    internal static partial int ftruncate_file(int fd, long length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "futimens")]
    internal static partial int futimens_file(int fd, Timespec* times);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "pread")]
    internal static partial nint pread_file(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "pwrite")]
    internal static partial nint pwrite_file(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "pwritev")]
    internal static partial nint pwritev_file(int fd, IoVector* vectors, int count, long offset);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syncfs")]
    internal static partial int syncfs_file(int fd);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "getdents64")]
    internal static partial nint getdents64_file(int fd, byte* buffer, nuint size);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        public byte* iov_base;
        public nuint iov_len;
    }

    /// <summary><c>struct timespec</c> on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Timespec
    {
        public nint tv_sec;
        public nint tv_nsec;
    }

    /// <summary><c>struct statx_timestamp</c> of statx(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct StatxTimestamp
    {
        public long tv_sec;
        public uint tv_nsec;
        public int reserved;
    }

    /// <summary><c>struct statx</c> of statx(2), the same on every machine: 256 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal struct FileStatx
    {
        public uint stx_mask;
        public uint stx_blksize;
        public ulong stx_attributes;
        public uint stx_nlink;
        public uint stx_uid;
        public uint stx_gid;
        public ushort stx_mode;
        public ushort spare0;
        public ulong stx_ino;
        public ulong stx_size;
        public ulong stx_blocks;
        public ulong stx_attributes_mask;
        public StatxTimestamp stx_atime;
        public StatxTimestamp stx_btime;
        public StatxTimestamp stx_ctime;
        public StatxTimestamp stx_mtime;
        public uint stx_rdev_major;
        public uint stx_rdev_minor;
        public uint stx_dev_major;
        public uint stx_dev_minor;
    }
}
