using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// What one does to a file through a descriptor of the directory that holds it and its bare name. None follows a symbolic link in
/// the last place. Modes are 0 to 07777; every failure is a <see cref="LinuxException"/>.
/// </summary>
public static unsafe class DirectoryOperations
{
    extension(Fd directory)
    {
        /// <summary>openat(2) with O_NOFOLLOW.</summary>
        public Fd OpenAt(string name, int flags, uint mode = 0)
        {
            int fd;
            do
            {
                fd = Libc.openat_path(directory.Number, name, flags | OpenFlags.O_CLOEXEC | OpenFlags.O_NOFOLLOW, mode);
            }
            while (fd < 0 && Fd.Interrupted());

            return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("open", name);
        }

        /// <summary>openat(2) of a new file, for writing; null where something has the name. The umask takes bits off the mode.</summary>
        public Fd? TryCreate(string name, uint mode)
        {
            const int Flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_CLOEXEC;
            int fd;
            do
            {
                fd = Libc.openat_path(directory.Number, name, Flags, mode);
            }
            while (fd < 0 && Fd.Interrupted());

            return Made(fd, "open", name) ? new Fd(fd) : null;
        }

        /// <summary>mkdirat(2); false where something has the name. The umask takes bits off the mode.</summary>
        public bool TryMakeDirectory(string name, uint mode) => Made(Libc.mkdirat_path(directory.Number, name, mode), "mkdir", name);

        /// <summary>mknodat(2); false where something has the name. The umask takes bits off the mode.</summary>
        public bool TryMakeNode(string name, FileKind kind, uint mode, DeviceNumber device) =>
            Made(Libc.mknodat_path(directory.Number, name, (uint)kind | mode, device.Pack()), "mknod", name);

        /// <summary>symlinkat(2); false where something has the name.</summary>
        public bool TryMakeSymbolicLink(string name, string target) => Made(Libc.symlinkat_path(target, directory.Number, name), "symlink", name);

        /// <summary>
        /// linkat(2): one more name for a file of <paramref name="otherDirectory"/>, itself a link or not; false where something has the name.
        /// </summary>
        public bool TryMakeHardLink(string name, Fd otherDirectory, string otherName) =>
            Made(Libc.linkat_path(otherDirectory.Number, otherName, directory.Number, name, 0), "link", name);

        /// <summary>linkat(2) with AT_EMPTY_PATH: one more name for an open file; false where something has the name.</summary>
        public bool TryMakeHardLink(string name, Fd file) =>
            Made(Libc.linkat_path(file.Number, "", directory.Number, name, Libc.AT_EMPTY_PATH), "link", name);

        /// <summary>mkdirat(2), then the exact mode, whatever the umask.</summary>
        public void MakeDirectory(string name, uint mode)
        {
            FileOperations.Check(Libc.mkdirat_path(directory.Number, name, mode), "mkdir", name);
            directory.SetMode(name, mode);
        }

        /// <summary>mknodat(2): a FIFO or a device node, with the exact mode.</summary>
        public void MakeNode(string name, FileKind kind, uint mode, DeviceNumber device = default)
        {
            FileOperations.Check(Libc.mknodat_path(directory.Number, name, (uint)kind | mode, device.Pack()), "mknod", name);
            directory.SetMode(name, mode);
        }

        /// <summary>symlinkat(2): <paramref name="target"/> is only text.</summary>
        public void MakeSymbolicLink(string name, string target) =>
            FileOperations.Check(Libc.symlinkat_path(target, directory.Number, name), "symlink", name);

        /// <summary>unlinkat(2) of anything but a directory.</summary>
        public void Unlink(string name) => FileOperations.Check(Libc.unlinkat_path(directory.Number, name, 0), "unlink", name);

        /// <summary>unlinkat(2) of an empty directory.</summary>
        public void RemoveDirectory(string name) =>
            FileOperations.Check(Libc.unlinkat_path(directory.Number, name, Libc.AT_REMOVEDIR), "rmdir", name);

        /// <summary>renameat2(2) that replaces nothing (EEXIST).</summary>
        public void RenameNew(string name, Fd newDirectory, string newName) =>
            FileOperations.Check(Libc.renameat2_path(directory.Number, name, newDirectory.Number, newName, Libc.RENAME_NOREPLACE), "rename", name);

        /// <summary>renameat2(2) with RENAME_EXCHANGE: two names of this directory are exchanged, at once.</summary>
        public void Exchange(string name, string other) =>
            FileOperations.Check(Libc.renameat2_path(directory.Number, name, directory.Number, other, 2), "exchange", name);

        /// <summary>fchownat(2).</summary>
        public void SetOwner(string name, uint owner, uint group) =>
            FileOperations.Check(Libc.fchownat_path(directory.Number, name, owner, group, Libc.AT_SYMLINK_NOFOLLOW), "chown", name);

        /// <summary>fchmodat(2); it does follow a link, so only for what is known to be none.</summary>
        public void SetMode(string name, uint mode) => FileOperations.Check(Libc.fchmodat_path(directory.Number, name, mode, 0), "chmod", name);

        /// <summary>utimensat(2): modification time; the access time stays.</summary>
        public void SetModified(string name, FileTime time)
        {
            Libc.Timespec* times = stackalloc Libc.Timespec[2];
            FileOperations.Fill(times, time);
            FileOperations.Check(Libc.utimensat_path(directory.Number, name, times, Libc.AT_SYMLINK_NOFOLLOW), "utimensat", name);
        }

        /// <summary>statx(2) of a name, null where nothing is there.</summary>
        public FileStatus? TryStatus(string name)
        {
            Libc.FileStatx status;
            if (Libc.statx_path(directory.Number, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, &status) == 0)
            {
                return FileOperations.Convert(status);
            }

            return (Errno)Marshal.GetLastPInvokeError() is Errno.ENOENT or Errno.ENOTDIR
                ? null
                : throw LinuxException.FromLastError("stat", name);
        }
    }

    private static bool Made(int result, string operation, string name)
    {
        if (result >= 0)
        {
            return true;
        }

        return (Errno)Marshal.GetLastPInvokeError() == Errno.EEXIST ? false : throw LinuxException.FromLastError(operation, name);
    }
}
