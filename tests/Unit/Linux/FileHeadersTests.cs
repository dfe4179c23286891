using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

public sealed class FileHeadersTests
{
    [Fact]
    public void StructsAndConstants_AgainstTheHeaders_Agree()
    {
        Assert.SkipUnless(HeaderCheck.IsPossible, "no C compiler or headers");

        string complaints = new HeaderCheck()
            .Include("fcntl.h", "sys/stat.h", "sys/sysmacros.h", "sys/mount.h", "sys/syscall.h", "sys/uio.h", "stdio.h")
            .Struct("struct statx", typeof(Libc.FileStatx), "stx_")
            .Struct("struct statx_timestamp", typeof(Libc.StatxTimestamp), "tv_")
            .Struct("struct timespec", typeof(Libc.Timespec), "tv_")
            .Struct("struct iovec", typeof(Libc.IoVector), "iov_")
            .Constant("AT_SYMLINK_NOFOLLOW", Libc.AT_SYMLINK_NOFOLLOW)
            .Constant("AT_REMOVEDIR", Libc.AT_REMOVEDIR)
            .Constant("AT_EMPTY_PATH", Libc.AT_EMPTY_PATH)
            .Constant("STATX_BASIC_STATS", Libc.STATX_BASIC_STATS)
            .Constant("STATX_ATTR_MOUNT_ROOT", (long)Libc.STATX_ATTR_MOUNT_ROOT)
            .Constant("RENAME_NOREPLACE", Libc.RENAME_NOREPLACE)
            .Constant("UTIME_OMIT", Libc.UTIME_OMIT)
            .Constant("FSOPEN_CLOEXEC", Libc.FSOPEN_CLOEXEC)
            .Constant("FSMOUNT_CLOEXEC", Libc.FSMOUNT_CLOEXEC)
            .Constant("FSCONFIG_SET_STRING", Libc.FSCONFIG_SET_STRING)
            .Constant("FSCONFIG_CMD_CREATE", Libc.FSCONFIG_CMD_CREATE)
            .Constant("MOVE_MOUNT_F_EMPTY_PATH", Libc.MOVE_MOUNT_F_EMPTY_PATH)
            .Constant("SYS_openat2", Libc.SYS_openat2)
            .Constant("S_IFIFO", (long)FileKind.Fifo)
            .Constant("S_IFCHR", (long)FileKind.CharacterDevice)
            .Constant("S_IFDIR", (long)FileKind.Directory)
            .Constant("S_IFBLK", (long)FileKind.BlockDevice)
            .Constant("S_IFREG", (long)FileKind.Regular)
            .Constant("S_IFLNK", (long)FileKind.SymbolicLink)
            .Constant("S_IFSOCK", (long)FileKind.Socket)
            .Complaints();

        Assert.Equal("", complaints);
    }

    // What makedev(3) gives, which is no constant expression.
    [Theory]
    [InlineData(1, 3, 0x103)]
    [InlineData(259, 7, 0x10307)]
    [InlineData(0xabcde, 0x12345, 0xab000123cde45)]
    public void Pack_ADevice_IsTheLibrarysNumber(uint major, uint minor, ulong expected) =>
        Assert.Equal(expected, new DeviceNumber(major, minor).Pack());
}
