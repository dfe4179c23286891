using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public class MountOptionTests
{
    public static TheoryData<string, Mount> Refused => new()
    {
        { "mount options conflict: ReadOnlyNonRecursive && BindOptions.ReadOnlyForceRecursive", Bind(true, new BindOptions { ReadOnlyForceRecursive = true, ReadOnlyNonRecursive = true }) },
        { "mount options conflict: !ReadOnly && BindOptions.ReadOnlyForceRecursive", Bind(false, new BindOptions { ReadOnlyForceRecursive = true }) },
        { "mount options conflict: !ReadOnly && BindOptions.ReadOnlyNonRecursive", Bind(false, new BindOptions { ReadOnlyNonRecursive = true }) },
        { "invalid mount config for type \"bind\": invalid propagation mode: foo", Bind(false, new BindOptions { Propagation = "foo" }) },
        { "invalid mount config for type \"volume\": subpath must be a relative path within the volume", Volume("v", "../x") },
        { "invalid mount config for type \"volume\": subpath must be a relative path within the volume", Volume("v", "a/../../x") },
        { "invalid mount config for type \"volume\": subpath must be a relative path within the volume", Volume("v", "/x") },
        { "invalid mount config for type \"volume\": must not set Subpath when using anonymous volumes", Volume(null, "x") },
        { "invalid mount config for type \"tmpfs\": invalid option: uid", Tmpfs("uid", "5") },
        { "invalid mount config for type \"tmpfs\": invalid option: foo", Tmpfs("foo") },
        { "invalid mount config for type \"image\": field Source must not be empty", new Mount { Type = "image", Target = "/x" } },
        { "BindOptions must not be specified on mount type \"image\"", new Mount { Type = "image", Source = "a", Target = "/x", BindOptions = new BindOptions() } },
        { "invalid mount config for type \"npipe\": mount type unknown", new Mount { Type = "npipe", Source = "a", Target = "/x" } },
        { "invalid mount config for type \"cluster\": mount type unknown", new Mount { Type = "cluster", Source = "a", Target = "/x" } },
        { "invalid mount config for type \"\": mount type unknown", new Mount { Source = "a", Target = "/x" } },
    };

    // dockerd 28.5's messages for the same mounts.
    [Theory]
    [MemberData(nameof(Refused))]
    public void Plan_WrongOptions_SaysWhy(string message, Mount mount) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Plan(new HostConfig { Mounts = [mount] })).Message);

    [Theory]
    [InlineData("/a:/x:idmap", "")]
    [InlineData("/a:/x:ro,idmap=uids=1000-0-1", "uids=1000-0-1")]
    [InlineData("/a:/x:rro", null)]
    public void Plan_BindWithMap_IsRead(string bind, string? map) => Assert.Equal(map, Assert.Single(Plan(new HostConfig { Binds = [bind] })).IdMap);

    [Theory]
    [InlineData("/a:/x:idmap=uids=1", "invalid idmap: \"uids=1\" is not of the form uids=FILES-SEEN-COUNT[#...][;gids=FILES-SEEN-COUNT[#...]]")]
    [InlineData("v1:/x:idmap", "invalid volume specification: 'v1:/x:idmap': invalid mount config for type \"volume\": an idmap is for directories of the host")]
    public void Plan_BindWithWrongMap_SaysWhy(string bind, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Plan(new HostConfig { Binds = [bind] })).Message);

    [Fact]
    public void Plan_MountsOfAnotherContainer_YieldToItsOwn()
    {
        IReadOnlyList<ContainerMount> others = Plan(new HostConfig { Binds = ["/a:/a", "/b:/b:ro", "v1:/v"], Mounts = [Tmpfs("exec")] });

        IReadOnlyList<ContainerMount> mounts = MountPlanner.Plan(
            new ContainerConfig(), new HostConfig { Binds = ["/own:/a"] }, [.. VolumesFromSpec.Parse("other").Take(others), .. VolumesFromSpec.Parse("third:ro").Take(others)]);

        Assert.Equal(
            ["/a /own True", "/b /b False", "/v  False", "/x  False"],
            mounts.Select(static m => $"{m.Destination} {m.Source} {m.Writable}"));
        Assert.False(mounts[2].CopyUp);
    }

    // podman #11822: compose names the path of a volume in Volumes and in Binds or Mounts, too.
    [Fact]
    public void Plan_PathOfVolumesAndOfAMount_IsNoDuplicate()
    {
        var config = new ContainerConfig
        {
            Volumes = new Dictionary<string, EmptyObject> { ["/data"] = EmptyObject.Instance, ["/x/"] = EmptyObject.Instance },
        };
        var host = new HostConfig { Binds = ["v1:/data:rw"], Mounts = [Tmpfs("exec")] };

        Assert.Equal([("/data", "v1", false), ("/x", "", false)], MountPlanner.Plan(config, host).Select(static m => (m.Destination, m.Name, m.Anonymous)));
    }

    [Theory]
    [InlineData("", "volumes-from specification cannot be an empty string")]
    [InlineData("c:foo", "invalid mode: foo")]
    [InlineData("c:nocopy", "invalid mode: nocopy")]
    public void VolumesFrom_WrongText_SaysWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => VolumesFromSpec.Parse(text)).Message);

    private static Mount Bind(bool readOnly, BindOptions options) =>
        new() { Type = "bind", Source = "/usr", Target = "/x", ReadOnly = readOnly, BindOptions = options };

    private static Mount Volume(string? source, string subpath) =>
        new() { Type = "volume", Source = source, Target = "/x", VolumeOptions = new VolumeOptions { Subpath = subpath } };

    private static Mount Tmpfs(params string[] option) => new() { Type = "tmpfs", Target = "/x", TmpfsOptions = new TmpfsOptions { Options = [option] } };

    private static IReadOnlyList<ContainerMount> Plan(HostConfig host) => MountPlanner.Plan(new ContainerConfig(), host);
}
