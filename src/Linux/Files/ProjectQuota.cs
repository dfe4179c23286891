using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// Limits of what a directory and all below it may take: project quotas, which XFS has (mount option <c>pquota</c>) and ext4
/// (<c>prjquota</c>, with the feature <c>project</c>). Sources: quotactl(2), xfsctl(3), linux/dqblk_xfs.h, linux/fs.h.
/// </summary>
public static unsafe class ProjectQuota
{
    private const uint FS_IOC_FSGETXATTR = 0x801c581f;
    private const uint FS_IOC_FSSETXATTR = 0x401c5820;
    private const uint FS_XFLAG_PROJINHERIT = 0x200;

    private const uint Q_XSETQLIM = 0x5804;
    private const uint PRJQUOTA = 2;
    private const sbyte FS_DQUOT_VERSION = 1;
    private const sbyte FS_PROJ_QUOTA = 2;
    private const ushort FS_DQ_BSOFT = 1 << 2;
    private const ushort FS_DQ_BHARD = 1 << 3;
    private const int BlockSize = 512;

    /// <summary>The project that a directory's files count for; 0 is none, and what a filesystem without projects has.</summary>
    public static uint Of(Fd directory)
    {
        FsXattr attributes = default;
        return Sys.ioctl(directory.Number, FS_IOC_FSGETXATTR, &attributes) < 0 ? 0 : attributes.fsx_projid;
    }

    /// <summary>Limits an empty directory: what is made in it from now on counts for the project.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="project">A project that nothing else is of.</param>
    /// <param name="bytes">As many as its files may take, rounded up to 512.</param>
    /// <returns>False where the filesystem keeps no project quotas, or the kernel (before 5.14) cannot be asked by descriptor.</returns>
    public static bool TryLimit(Fd directory, uint project, long bytes)
    {
        ulong blocks = ((ulong)bytes + BlockSize - 1) / BlockSize;
        var limit = new FsDiskQuota
        {
            d_version = FS_DQUOT_VERSION,
            d_flags = FS_PROJ_QUOTA,
            d_fieldmask = FS_DQ_BSOFT | FS_DQ_BHARD,
            d_id = project,
            d_blk_hardlimit = blocks,
            d_blk_softlimit = blocks,
        };
        if (Sys.quotactl_fd(directory.Number, (Q_XSETQLIM << 8) | PRJQUOTA, project, &limit) < 0)
        {
            return false;
        }

        FsXattr attributes = default;
        if (Sys.ioctl(directory.Number, FS_IOC_FSGETXATTR, &attributes) < 0)
        {
            return false;
        }

        attributes.fsx_xflags |= FS_XFLAG_PROJINHERIT;
        attributes.fsx_projid = project;
        return Sys.ioctl(directory.Number, FS_IOC_FSSETXATTR, &attributes) >= 0;
    }

    /// <summary><c>struct fsxattr</c> of linux/fs.h.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 28)]
    internal struct FsXattr
    {
        public uint fsx_xflags;
        public uint fsx_extsize;
        public uint fsx_nextents;
        public uint fsx_projid;
        public uint fsx_cowextsize;
    }

    /// <summary><c>struct fs_disk_quota</c> of linux/dqblk_xfs.h.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 112)]
    internal struct FsDiskQuota
    {
        public sbyte d_version;
        public sbyte d_flags;
        public ushort d_fieldmask;
        public uint d_id;
        public ulong d_blk_hardlimit;
        public ulong d_blk_softlimit;
    }
}
