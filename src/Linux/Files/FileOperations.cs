namespace Berth.Linux;

/// <summary>What one does to a file through a descriptor of its own; every failure is a <see cref="LinuxException"/>.</summary>
public static unsafe class FileOperations
{
    private const uint FS_IOC_GETFLAGS = 0x80086601;
    private const uint FS_IOC_SETFLAGS = 0x40086602;
    private const uint FS_TOPDIR_FL = 0x20000;

    extension(Fd file)
    {
        /// <summary>statx(2) of the open file itself.</summary>
        public FileStatus Status()
        {
            Libc.FileStatx status;
            Check(Libc.statx_path(file.Number, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, &status), "stat", null);
            return Convert(status);
        }

        /// <summary>fchown(2).</summary>
        public void SetOwner(uint owner, uint group) => Check(Libc.fchown_file(file.Number, owner, group), "chown", null);

        /// <summary>fchmod(2).</summary>
        public void SetMode(uint mode) => Check(Libc.fchmod_file(file.Number, mode), "chmod", null);

        /// <summary>chmod(2) by way of /proc, for descriptors opened with O_PATH of anything but a symbolic link.</summary>
        public void SetModeByProc(uint mode) => Check(Libc.fchmodat_path(-100, file.ProcPath, mode, 0), "chmod", null);

        /// <summary>ftruncate(2): bytes that it grows by are zeros and take no room.</summary>
        public void SetLength(long length) => Check(Libc.ftruncate_file(file.Number, length), "ftruncate", null);

        /// <summary>futimens(2): modification time; the access time stays.</summary>
        public void SetModified(FileTime time)
        {
            Libc.Timespec* times = stackalloc Libc.Timespec[2];
            Fill(times, time);
            Check(Libc.futimens_file(file.Number, times), "futimens", null);
        }

        /// <summary>fsetxattr(2).</summary>
        public void SetXattr(string name, ReadOnlySpan<byte> value)
        {
            fixed (byte* data = value)
            {
                Check(Libc.fsetxattr_file(file.Number, name, data, (nuint)value.Length, 0), $"setxattr {name}", null);
            }
        }

        /// <summary>setxattr(2) by way of /proc, for descriptors opened with O_PATH, which may be of a symbolic link or a device.</summary>
        public void SetXattrByProc(string name, ReadOnlySpan<byte> value)
        {
            fixed (byte* data = value)
            {
                Check(Libc.setxattr_path(file.ProcPath, name, data, (nuint)value.Length, 0), $"setxattr {name}", null);
            }
        }

        /// <summary>
        /// chattr(1) +T: tells ext4 that the directories in this one have nothing to do with each other, so that each may lie where there
        /// is room. A hint: on a file system without it, nothing happens.
        /// </summary>
        public void SpreadSubdirectories()
        {
            uint flags;
            if (Sys.ioctl(file.Number, FS_IOC_GETFLAGS, &flags) >= 0 && (flags & FS_TOPDIR_FL) == 0)
            {
                flags |= FS_TOPDIR_FL;
                Sys.ioctl(file.Number, FS_IOC_SETFLAGS, &flags);
            }
        }

        /// <summary>syncfs(2): everything written to this file's file system is on the disk when it returns.</summary>
        public void SyncFileSystem() => Check(Libc.syncfs_file(file.Number), "syncfs", null);
    }

    internal static void Check(int result, string operation, string? path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }

    internal static void Fill(Libc.Timespec* times, FileTime modified)
    {
        times[0] = new Libc.Timespec { tv_nsec = Libc.UTIME_OMIT };
        times[1] = new Libc.Timespec { tv_sec = (nint)modified.Seconds, tv_nsec = (nint)modified.Nanoseconds };
    }

    internal static FileStatus Convert(in Libc.FileStatx s) => new()
    {
        Permissions = s.stx_mode & 0xfffu,
        Kind = (FileKind)(s.stx_mode & 0xf000u),
        Owner = s.stx_uid,
        Group = s.stx_gid,
        Size = (long)s.stx_size,
        Allocated = (long)s.stx_blocks * Libc.StatxBlockSize,
        Inode = s.stx_ino,
        FileSystem = new DeviceNumber(s.stx_dev_major, s.stx_dev_minor).Pack(),
        Links = s.stx_nlink,
        Device = new DeviceNumber(s.stx_rdev_major, s.stx_rdev_minor),
        Modified = new FileTime(s.stx_mtime.tv_sec, s.stx_mtime.tv_nsec),
        IsMountRoot = (s.stx_attributes & Libc.STATX_ATTR_MOUNT_ROOT) != 0,
    };
}
