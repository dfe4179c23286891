using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Cli;

public class MountSpecTests
{
    // docker 28.5's messages for the same texts.
    [Theory]
    [InlineData("", "EOF")]
    [InlineData("type=bind,source=/a,target=/b,foo=bar", "unexpected key 'foo' in 'foo=bar'")]
    [InlineData("type=bind,source=/a", "target is required")]
    [InlineData("type=bind,source=/a,target=", "target is required")]
    [InlineData("type=,source=/a,target=/b", "type is required")]
    [InlineData("type=bind,foo", "invalid field 'foo' must be a key=value pair")]
    [InlineData("type=bind,source=/a,target=/b, ro", "invalid field ' ro' must be a key=value pair")]
    [InlineData("type=bind,source=/a,target=/b,ro=maybe", "invalid value for ro: maybe")]
    [InlineData("type=bind,source=/a,target=/b,ro=,src=x", "invalid value for ro: ")]
    [InlineData("type=volume,source=a,target=/b,bind-propagation=rslave", "cannot mix 'bind-*' options with mount type 'volume'")]
    [InlineData("type=bind,source=/a,target=/b,volume-nocopy", "cannot mix 'volume-*' options with mount type 'bind'")]
    [InlineData("type=volume,target=/b,image-subpath=x", "cannot mix 'image-*' options with mount type 'volume'")]
    [InlineData("type=image,target=/b,source=x,tmpfs-size=1", "cannot mix 'tmpfs-*' options with mount type 'image'")]
    [InlineData("type=tmpfs,target=/b,tmpfs-size=x", "invalid value for tmpfs-size: x")]
    [InlineData("type=tmpfs,target=/b,tmpfs-mode=9", "invalid value for tmpfs-mode: 9")]
    [InlineData("type=volume,target=/b,volume-nocopy=x", "invalid value for volume-nocopy: x")]
    [InlineData("type=bind,source=/a,target=/b,bind-recursive=foo", "invalid value for bind-recursive: foo (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")")]
    [InlineData("type=bind,source=/a,target=/b,bind-recursive=readonly", "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction")]
    [InlineData("type=bind,source=/a,target=/b,ro,bind-recursive=readonly", "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction")]
    [InlineData("type=bind,source=/a,target=/b,bind-recursive=writable", "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction")]
    public void Parse_WrongText_SaysWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => MountSpec.Parse(text)).Message);

    [Fact]
    public void Parse_EveryKind_FillsItsOptions()
    {
        Assert.Equal(
            new Mount { Type = "bind", Source = "/a,b", Target = "/x", ReadOnly = true, BindOptions = new BindOptions { Propagation = "rprivate", ReadOnlyForceRecursive = true } },
            MountSpec.Parse("TYPE=BIND,\"SRC=/a,b\",dst=/x,readonly,bind-propagation=rprivate,bind-recursive=readonly"));
        Assert.Equal(
            new Mount { Type = "image", Source = "busybox", Target = "/x", ImageOptions = new ImageMountOptions { Subpath = "etc" } },
            MountSpec.Parse("type=image,source=busybox,destination=/x,image-subpath=etc"));
        Assert.Equal(
            new Mount { Type = "tmpfs", Target = "/x", TmpfsOptions = new TmpfsOptions { SizeBytes = 1 << 20, Mode = 448 } },
            MountSpec.Parse("type=tmpfs,target=/x,tmpfs-size=1m,tmpfs-mode=700"));
        Assert.Equal("", MountSpec.Parse("type=bind,src=/a,dst=/x,idmap").BindOptions?.IdMap);
        Assert.Equal("uids=1-0-1", MountSpec.Parse("type=bind,src=/a,dst=/x,idmap=uids=1-0-1").BindOptions?.IdMap);

        VolumeOptions? volume = MountSpec.Parse("source=v,target=/x,volume-opt=type=nfs,volume-opt=o=addr=1,volume-label=a=b,volume-driver=local,volume-subpath=s").VolumeOptions;
        Assert.Equal(("local", "s", "b"), (volume?.DriverConfig?.Name, volume?.Subpath, volume?.Labels?["a"]));
        Assert.Equal(("nfs", "addr=1"), (volume?.DriverConfig?.Options?["type"], volume?.DriverConfig?.Options?["o"]));
    }
}
