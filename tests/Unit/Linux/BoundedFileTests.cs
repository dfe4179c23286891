using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

public sealed class BoundedFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-bounded-").FullName;

    [Fact]
    public void ReadAll_File_IsRead()
    {
        File.WriteAllText($"{_directory}/file", "content");

        Assert.Equal("content"u8.ToArray(), BoundedFile.ReadAll($"{_directory}/file", 7));
    }

    [Fact]
    public void ReadAll_LargerThanTheLimit_IsRefused()
    {
        File.WriteAllText($"{_directory}/file", "content");

        LinuxException e = Assert.Throws<LinuxException>(() => BoundedFile.ReadAll($"{_directory}/file", 6));

        Assert.Equal(Errno.EFBIG, e.Errno);
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/proc")]
    public void ReadAll_NoRegularFile_IsRefused(string path)
    {
        File.CreateSymbolicLink($"{_directory}/link", path);

        LinuxException e = Assert.Throws<LinuxException>(() => BoundedFile.ReadAll($"{_directory}/link", 100));

        Assert.Equal(Errno.EINVAL, e.Errno);
    }

    [Fact]
    public void ReadAll_Nothing_SaysSo() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => BoundedFile.ReadAll($"{_directory}/none", 1)).Errno);

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
