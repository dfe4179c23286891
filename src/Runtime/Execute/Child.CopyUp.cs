using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// <c>tmpcopyup</c>: a new tmpfs gets what the directory has that it covers. By descriptors alone, one name at a time, no link
/// followed; what is mounted below the directory is left out. The tmpfs's own limits bound it.
/// </summary>
internal static unsafe partial class Child
{
    private const int DeepestCopy = 128;
    private const int EntriesAtOnce = 8192;
    private const int LargestAttribute = 65536;
    private const int BytesAtOnce = 1 << 30;
    private const int CopyFlags = OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC;

    /// <param name="directory">An O_PATH descriptor.</param>
    /// <param name="mount">The new filesystem, mounted nowhere.</param>
    private static int CopyUp(int directory, int mount)
    {
        int from = Sys.openat(directory, Literal("."u8), CopyFlags | Sys.O_DIRECTORY, 0);
        if (from < 0)
        {
            return -from;
        }

        int to = Sys.openat(mount, Literal("."u8), CopyFlags | Sys.O_DIRECTORY, 0);
        if (to < 0)
        {
            return CloseAnd(from, -to);
        }

        int errno = CopyEntries(from, to, 0);
        errno = errno != 0 ? errno : CopyAttributes(from, to);
        Sys.close(to);
        return CloseAnd(from, errno);
    }

    private static int CopyEntries(int from, int to, int depth)
    {
        if (depth > DeepestCopy)
        {
            return (int)Linux.Errno.ELOOP;
        }

        byte* buffer = stackalloc byte[EntriesAtOnce];
        int got;
        while ((got = Sys.getdents64(from, buffer, EntriesAtOnce)) > 0)
        {
            // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name.
            for (int at = 0; at < got; at += *(ushort*)(buffer + at + 16))
            {
                int errno = CopyEntry(from, to, buffer + at + 19, depth);
                if (errno != 0)
                {
                    return errno;
                }
            }
        }

        return Errno(got);
    }

    private static int CopyEntry(int from, int to, byte* name, int depth)
    {
        if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0)))
        {
            return 0;
        }

        Sys.statx_buffer status = default;
        uint wanted = Sys.STATX_TYPE | Sys.STATX_MODE | Sys.STATX_UID | Sys.STATX_GID;
        int errno = Errno(Sys.statx(from, name, Sys.AT_SYMLINK_NOFOLLOW, wanted, &status));
        bool mounted = (status.stx_attributes & Sys.STATX_ATTR_MOUNT_ROOT) != 0;
        uint type = status.stx_mode & Sys.S_IFMT;
        if (errno != 0 || (mounted && type != Sys.S_IFDIR))
        {
            return errno;
        }

        return type switch
        {
            Sys.S_IFDIR => CopyDirectory(from, to, name, mounted, depth),
            Sys.S_IFREG => CopyFile(from, to, name),
            Sys.S_IFLNK => CopyLink(from, to, name, &status),
            _ => CopyNode(to, name, &status),
        };
    }

    private static int CopyDirectory(int from, int to, byte* name, bool mounted, int depth)
    {
        int made = Sys.mkdirat(to, name, 0x1c0);
        int flags = CopyFlags | Sys.O_DIRECTORY | Sys.O_NOFOLLOW;
        int source = made < 0 ? made : Sys.openat(from, name, flags, 0);
        if (source < 0)
        {
            return -source;
        }

        int target = Sys.openat(to, name, flags, 0);
        if (target < 0)
        {
            return CloseAnd(source, -target);
        }

        int errno = mounted ? 0 : CopyEntries(source, target, depth + 1);
        errno = errno != 0 ? errno : CopyAttributes(source, target);
        Sys.close(target);
        return CloseAnd(source, errno);
    }

    private static int CopyFile(int from, int to, byte* name)
    {
        // Not blocking: what was a file a moment ago may be a fifo now.
        int source = Sys.openat(from, name, CopyFlags | Sys.O_NOFOLLOW | OpenFlags.O_NONBLOCK, 0);
        if (source < 0)
        {
            return -source;
        }

        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | Sys.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
        int target = Sys.openat(to, name, flags, 0x180);
        if (target < 0)
        {
            return CloseAnd(source, -target);
        }

        nint copied;
        do
        {
            copied = Sys.sendfile(target, source, BytesAtOnce);
        }
        while (copied > 0);

        int errno = Errno(copied);
        errno = errno != 0 ? errno : CopyAttributes(source, target);
        Sys.close(target);
        return CloseAnd(source, errno);
    }

    private static int CopyLink(int from, int to, byte* name, Sys.statx_buffer* status)
    {
        byte* target = stackalloc byte[PathMax];
        int length = Sys.readlinkat(from, name, target, PathMax - 1);
        if (length < 0)
        {
            return -length;
        }

        target[length] = 0;
        int errno = Errno(Sys.symlinkat(target, to, name));
        return errno != 0 ? errno : Errno(Sys.fchownat(to, name, status->stx_uid, status->stx_gid, Sys.AT_SYMLINK_NOFOLLOW));
    }

    private static int CopyNode(int to, byte* name, Sys.statx_buffer* status)
    {
        uint major = status->stx_rdev_major;
        uint minor = status->stx_rdev_minor;
        uint device = ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12);
        int errno = Errno(Sys.mknodat(to, name, status->stx_mode, device));
        return errno != 0 ? errno : Errno(Sys.fchownat(to, name, status->stx_uid, status->stx_gid, Sys.AT_SYMLINK_NOFOLLOW));
    }

    /// <summary>Owner, then mode (which a change of owner curtails), then extended attributes (the same).</summary>
    private static int CopyAttributes(int from, int to)
    {
        Sys.statx_buffer status = default;
        uint wanted = Sys.STATX_TYPE | Sys.STATX_MODE | Sys.STATX_UID | Sys.STATX_GID;
        int errno = Errno(Sys.statx(from, NoPath, Sys.AT_EMPTY_PATH, wanted, &status));
        errno = errno != 0 ? errno : Errno(Sys.fchown(to, status.stx_uid, status.stx_gid));
        errno = errno != 0 ? errno : Errno(Sys.fchmod(to, (uint)status.stx_mode & 0xfff));
        return errno != 0 ? errno : CopyExtended(from, to);
    }

    private static int CopyExtended(int from, int to)
    {
        byte* names = stackalloc byte[LargestAttribute];
        nint size = Sys.flistxattr(from, names, LargestAttribute);
        if (size <= 0)
        {
            return size == -(int)Linux.Errno.EOPNOTSUPP ? 0 : Errno(size);
        }

        byte* value = stackalloc byte[LargestAttribute];
        for (byte* name = names; name < names + size; name += Length(name) + 1)
        {
            nint length = Sys.fgetxattr(from, name, value, LargestAttribute);
            int errno = length < 0 ? (int)-length : Errno(Sys.fsetxattr(to, name, value, length));

            // A tmpfs keeps no attributes of users before Linux 6.6.
            if (errno is not (0 or (int)Linux.Errno.EOPNOTSUPP or (int)Linux.Errno.ENODATA))
            {
                return errno;
            }
        }

        return 0;
    }
}
