using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public class MountPlannerTests
{
    [Theory]
    [InlineData("/a:/b", "Bind /a /b rw rprivate create=True")]
    [InlineData("/a/../c/:/b/./d/", "Bind /c /b/d rw rprivate create=True")]
    [InlineData("/a:/b:ro", "Bind /a /b ro rprivate create=True")]
    [InlineData("/a:/b:ro,rslave,z", "Bind /a /b ro rslave create=True")]
    [InlineData("data:/b", "Volume data /b rw  create=False")]
    [InlineData("data:/b:ro,nocopy", "Volume data /b ro  create=False")]
    [InlineData("/b", "Volume  /b rw  create=False")]
    public void Plan_Bind_IsRead(string bind, string expected)
    {
        ContainerMount mount = Assert.Single(Plan(new HostConfig { Binds = [bind] }));
        string what = mount.Kind == ContainerMountKind.Bind ? mount.Source : mount.Name;
        Assert.Equal(
            expected,
            $"{mount.Kind} {what} {mount.Destination} {(mount.Writable ? "rw" : "ro")} {mount.Propagation} create={mount.CreateSource}");
    }

    // dockerd 20.10's messages for the same binds.
    [Theory]
    [InlineData("", "invalid volume specification: ''")]
    [InlineData("/a:/b:rw:x", "invalid volume specification: '/a:/b:rw:x'")]
    [InlineData("/a:ro", "invalid volume specification: '/a:ro'")]
    [InlineData("/a:/b:zz", "invalid mode: zz")]
    [InlineData("/a:/b:rw,ro", "invalid mode: rw,ro")]
    [InlineData("/a:/b:rshared,rslave", "invalid mode: rshared,rslave")]
    [InlineData("/a:rel", "invalid volume specification: '/a:rel': invalid mount config for type \"bind\": invalid mount path: 'rel' mount path must be absolute")]
    [InlineData("/a:/", "invalid volume specification: '/a:/': invalid mount config for type \"bind\": invalid specification: destination can't be '/'")]
    [InlineData("/a:/b/..", "invalid volume specification: '/a:/b/..': invalid mount config for type \"bind\": invalid specification: destination can't be '/'")]
    [InlineData("/a:/b:nocopy", "invalid volume specification: '/a:/b:nocopy': invalid mount config for type \"bind\": field VolumeOptions must not be specified")]
    [InlineData("nm:/b:rshared", "invalid volume specification: 'nm:/b:rshared': invalid mount config for type \"volume\": field BindOptions must not be specified")]
    [InlineData("rel/x:/b", "create rel/x: \"rel/x\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    [InlineData("..:/b", "create ..: \"..\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path")]
    public void Plan_WrongBind_SaysWhy(string bind, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Plan(new HostConfig { Binds = [bind] })).Message);

    [Fact]
    public void Plan_SamePathTwice_IsRefused()
    {
        string message = Assert.Throws<InvalidParameterException>(() => Plan(new HostConfig
        {
            Binds = ["/a:/b/"],
            Tmpfs = new Dictionary<string, string> { ["/b"] = "" },
        })).Message;
        Assert.Equal("Duplicate mount point: /b", message);
    }

    [Fact]
    public void Plan_VolumeOfTheImage_YieldsToABind()
    {
        var config = new ContainerConfig
        {
            Volumes = new Dictionary<string, EmptyObject> { ["/data"] = EmptyObject.Instance, ["/more"] = EmptyObject.Instance },
        };

        IReadOnlyList<ContainerMount> mounts = MountPlanner.Plan(config, new HostConfig { Binds = ["/a:/data"] });

        Assert.Equal([("/data", false), ("/more", true)], mounts.Select(m => (m.Destination, m.Anonymous)));
    }

    [Fact]
    public void Plan_BindMount_TakesItsOptions()
    {
        ContainerMount mount = Assert.Single(Plan(new HostConfig
        {
            Mounts =
            [
                new Mount
                {
                    Type = "bind", Source = "/usr", Target = "/x", ReadOnly = true,
                    BindOptions = new BindOptions { Propagation = "shared", NonRecursive = true },
                },
            ],
        }));

        Assert.Equal(("/usr", false, "shared", true, false), (mount.Source, mount.Writable, mount.Propagation, mount.NonRecursive, mount.CreateSource));
    }

    [Theory]
    [InlineData("foo", "/s", "/x", "invalid mount config for type \"foo\": mount type unknown")]
    [InlineData("tmpfs", "/s", "/x", "invalid mount config for type \"tmpfs\": field Source must not be specified")]
    [InlineData("bind", "", "/x", "invalid mount config for type \"bind\": field Source must not be empty")]
    [InlineData("bind", "/usr", "", "invalid mount config for type \"bind\": field Target must not be empty")]
    [InlineData("bind", "rel", "/x", "invalid mount config for type \"bind\": invalid mount path: 'rel' mount path must be absolute")]
    [InlineData("bind", "/usr", "rel", "invalid mount config for type \"bind\": invalid mount path: 'rel' mount path must be absolute")]
    [InlineData("bind", "/no/such/path", "/x", "invalid mount config for type \"bind\": bind source path does not exist: /no/such/path")]
    public void Plan_WrongMount_SaysWhy(string type, string source, string target, string message)
    {
        var host = new HostConfig { Mounts = [new Mount { Type = type, Source = source, Target = target }] };
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Plan(host)).Message);
    }

    [Theory]
    [InlineData("", "noexec,nosuid,nodev,rprivate")]
    [InlineData("size=10m,mode=1777", "noexec,nosuid,nodev,rprivate,size=10m,mode=1777")]
    [InlineData("exec,size=1m,size=2m", "nosuid,nodev,rprivate,exec,size=2m")]
    [InlineData("ro,rw", "noexec,nosuid,nodev,rprivate,rw")]
    public void Plan_Tmpfs_IsSafeUnlessToldOtherwise(string options, string expected)
    {
        ContainerMount mount = Assert.Single(Plan(new HostConfig { Tmpfs = new Dictionary<string, string> { ["/t"] = options } }));
        Assert.Equal(expected, string.Join(',', mount.TmpfsOptions));
    }

    [Theory]
    [InlineData("/t", "foo", "invalid tmpfs option [\"foo\"]")]
    [InlineData("/t", "lowerdir=/", "invalid tmpfs option [\"lowerdir=/\"]")]
    [InlineData("rel", "", "invalid mount path: 'rel' mount path must be absolute")]
    [InlineData("/", "", "invalid specification: destination can't be '/'")]
    public void Plan_WrongTmpfs_SaysWhy(string target, string options, string message)
    {
        var host = new HostConfig { Tmpfs = new Dictionary<string, string> { [target] = options } };
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Plan(host)).Message);
    }

    private static IReadOnlyList<ContainerMount> Plan(HostConfig host) => MountPlanner.Plan(new ContainerConfig(), host);
}
