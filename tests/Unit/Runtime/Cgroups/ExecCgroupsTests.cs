using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Xunit;

namespace Berth.Unit.Runtime.Cgroups;

/// <summary>Which cgroups exec joins, in a tree of plain files.</summary>
public sealed class ExecCgroupsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-exec").FullName;

    public ExecCgroupsTests()
    {
        foreach (string directory in (string[])["cpu/c1/sub", "memory/c1/sub", "devices/c1", "unified/c1/sub"])
        {
            Directory.CreateDirectory($"{_root}/{directory}");
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void JoinFiles_NothingAskedFor_AreTheContainersDevicesLast() => Assert.Equal(
        [$"{_root}/cpu/c1/tasks", $"{_root}/memory/c1/tasks", $"{_root}/devices/c1/tasks"], ExecCgroups.JoinFiles(V1(), 1, []));

    [Fact]
    public void JoinFiles_ControllersNamed_OnlyTheseDiffer() => Assert.Equal(
        [$"{_root}/cpu/c1/sub/tasks", $"{_root}/memory/c1/tasks", $"{_root}/devices/c1/tasks"],
        ExecCgroups.JoinFiles(V1(), 1, ["cpu:sub"]));

    [Fact]
    public void JoinFiles_UnifiedPath_IsBelowTheContainers() =>
        Assert.Equal([$"{_root}/unified/c1/sub/cgroup.procs"], ExecCgroups.JoinFiles(V2(), 1, ["/sub"]));

    [Theory]
    [InlineData("../c2", "bad sub cgroup path: ../c2")]
    [InlineData("none", "can't open cgroup: ")]
    [InlineData("cpu:sub", "unknown controller cpu")]
    [InlineData(":sub", "invalid --cgroup argument: :sub (empty <controller> prefix)")]
    public void JoinFiles_NoSuchPlace_IsRefused(string asked, string error) => Assert.StartsWith(
        error, Assert.Throws<RuntimeException>(() => ExecCgroups.JoinFiles(V2(), 1, [asked])).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_ControllerTwice_IsRefused() =>
        Assert.Throws<RuntimeException>(() => ExecCgroups.Parse(["cpu,cpuacct:a", "cpu:b"]));

    private CgroupPaths V1() => new(
        CgroupLayout.Parse(
            $"1 0 0:1 / {_root}/cpu rw - cgroup cgroup rw,cpu\n2 0 0:2 / {_root}/devices rw - cgroup cgroup rw,devices\n3 0 0:3 / {_root}/memory rw - cgroup cgroup rw,memory\n",
            "3:cpu:/\n2:devices:/\n1:memory:/\n"),
        "/c1");

    private CgroupPaths V2() => new(CgroupLayout.Parse($"1 0 0:1 / {_root}/unified rw - cgroup2 cgroup2 rw\n", "0::/\n"), "/c1");
}
