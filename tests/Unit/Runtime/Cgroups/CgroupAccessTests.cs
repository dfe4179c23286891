using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>What a user gets who may not make a cgroup.</summary>
public sealed class CgroupAccessTests : IDisposable
{
    private static readonly Func<string, bool> s_nowhere = static _ => false;

    private readonly string _root = Directory.CreateTempSubdirectory("berth-access").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Choose_NothingAskedFor_IsNoCgroup()
    {
        CgroupPaths paths = CgroupAccess.Choose(Closed(), new LinuxSettings(), "id", s_nowhere);

        Assert.Empty(paths.Used);
        Assert.Empty(paths.JoinFiles(devices: false));
        Assert.IsType<NoCgroup>(Cgroup.Of(paths));
    }

    [Fact]
    public void Choose_HandedDownDirectory_IsUsed()
    {
        CgroupPaths paths = CgroupAccess.Choose(On(_root), new LinuxSettings { CgroupsPath = "/a/b" }, "id", rootless: true);

        Assert.Equal($"{_root}/a/b", paths.DirectoryOf(paths.Used[0]));
    }

    [Fact]
    public void Choose_PathAskedFor_IsRefused()
    {
        RuntimeException error = Assert.Throws<RuntimeException>(
            () => CgroupAccess.Choose(Closed(), new LinuxSettings { CgroupsPath = "/a" }, "id", s_nowhere));

        Assert.Equal("linux.cgroupsPath: no permission to make the cgroup /a", error.Message);
    }

    [Fact]
    public void Choose_LimitAskedFor_IsRefusedByItsPath()
    {
        var linux = new LinuxSettings { Resources = new LinuxResources { Pids = new LinuxPids { Limit = 10 } } };

        RuntimeException error = Assert.Throws<RuntimeException>(() => CgroupAccess.Choose(Closed(), linux, "id", s_nowhere));

        Assert.StartsWith("linux.resources.pids: no permission", error.Message, StringComparison.Ordinal);
    }

    private static CgroupLayout Closed() => On("/sys/fs/cgroup");

    private static CgroupLayout On(string mountPoint) => CgroupLayout.Parse($"30 20 0:26 / {mountPoint} rw - cgroup2 cgroup2 rw\n", "0::/\n");
}
