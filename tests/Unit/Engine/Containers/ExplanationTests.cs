using Berth.Engine.Containers.Explaining;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;
using Xunit;

namespace Berth.Unit.Engine.Containers;

public sealed class ExplanationTests
{
    [Fact]
    public void DefaultsText_OfACompletedRequest_IsWhatWasFilledIn() => Assert.Equal(
        "NetworkMode=\"bridge\", ShmSize=67108864",
        DefaultsText.Of(new HostConfig { Memory = 5 }, new HostConfig { Memory = 5, NetworkMode = "bridge", ShmSize = 64 << 20 }));

    [Fact]
    public void DefaultsText_OfACompleteRequest_IsNothing() => Assert.Equal("nothing", DefaultsText.Of(new HostConfig(), new HostConfig()));

    [Fact]
    public void SpecText_OfASpec_NamesMountsAndRules()
    {
        var spec = new Spec
        {
            OciVersion = "1.0.0",
            Mounts = [new Berth.Oci.Runtime.Mount { Destination = "/data", Source = "/srv", Type = "bind", Options = ["ro", "rprivate"] }],
            Linux = new LinuxSettings
            {
                CgroupsPath = "/berth/x",
                Namespaces = [new LinuxNamespace { Type = "pid" }, new LinuxNamespace { Type = "network", Path = "/run/n" }],
                Resources = new LinuxResources
                {
                    Memory = new LinuxMemory { Limit = 5 },
                    Devices = [new LinuxDeviceCgroup { Allow = true, Type = "c", Major = 1, Minor = 3, Access = "rwm" }],
                },
            },
        };

        Assert.Equal("/data from /srv (bind ro,rprivate)", SpecText.Mounts(spec));
        Assert.Contains("namespaces pid network=/run/n; cgroup /berth/x; limits memory 5; devices +c 1:3 rwm;", SpecText.Rules(spec), StringComparison.Ordinal);
    }
}
