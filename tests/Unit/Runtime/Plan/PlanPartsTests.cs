using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Plan;

/// <summary>The small rules that plans are made by.</summary>
public sealed class PlanPartsTests
{
    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [InlineData("single", "single")]
    public void SysctlPath_EitherSeparator_NamesTheFile(string name, string path) => Assert.Equal(path, PlanCompiler.SysctlPath(name));

    [Fact]
    public void Environment_VariableTwice_KeepsTheLastInTheFirstPlace() =>
        Assert.Equal(["A=3", "B=2", "HOME=/home/me"], ProcessCompiler.Environment(["A=1", "B=2", "A=3"], "/home/me"));

    [Fact]
    public void Environment_HomeGiven_IsLeft() => Assert.Equal(["HOME=/x"], ProcessCompiler.Environment(["HOME=/x"], "/home/me"));

    [Fact]
    public void Parse_AccessTimes_AreOneField()
    {
        MountOptions options = MountOptions.Parse(["noatime", "strictatime", "nodiratime"]);

        Assert.Equal(Sys.MOUNT_ATTR_STRICTATIME | Sys.MOUNT_ATTR_NODIRATIME, options.Set);
    }

    [Fact]
    public void Parse_RecursiveOptions_GoToTheWholeTree()
    {
        MountOptions options = MountOptions.Parse(["rbind", "rro", "rsuid", "rslave"]);

        Assert.True(options.Bind && options.Recursive);
        Assert.Equal(Sys.MOUNT_ATTR_RDONLY, options.RecursiveSet);
        Assert.Equal(Sys.MOUNT_ATTR_NOSUID, options.RecursiveClear);
        Assert.Equal([Sys.MS_SLAVE | MountOptions.PropagationRecursive], options.Propagation);
        Assert.Equal(0UL, options.Set);
    }

    // mount(2) knows the order, and so do those who write "ro" into a list of defaults that ends with "rw".
    [Fact]
    public void Parse_OppositeOptions_TheLastOneCounts()
    {
        MountOptions options = MountOptions.Parse(["ro", "nodev", "rw", "sync", "async", "acl", "noacl"]);

        Assert.Equal((Sys.MOUNT_ATTR_NODEV, Sys.MOUNT_ATTR_RDONLY, 0UL), (options.Set, options.Clear, options.ClassicFlags));
        Assert.Empty(options.Settings);
    }

    [Fact]
    public void Pack_Propagations_AreInOrder()
    {
        MountOptions options = MountOptions.Parse(["rprivate", "shared"]);

        Assert.Equal(0x0482, MountBits.Pack(options.Propagation));
    }

    [Fact]
    public void From_CapabilitiesThatTheCallerLacks_AreLeftOut()
    {
        var sets = CapabilitySets.From(PlanFixture.Capabilities, available: 1UL << 5);

        Assert.Equal(1UL << 5, sets.Bounding);
        Assert.Equal(1UL << 5, sets.Effective);
    }

    [Fact]
    public void Find_UserInPasswd_IsHisHome()
    {
        const string Passwd = "root:x:0:0::/root:/bin/sh\nbroken\nme:x:1000:100:Me,,:/home/me:/bin/sh\nodd:x:7:7::relative:\n";

        Assert.Equal("/home/me", HomeDirectory.Find(Passwd, 1000));
        Assert.Equal("/", HomeDirectory.Find(Passwd, 7));
        Assert.Equal("/", HomeDirectory.Find(Passwd, 8));
    }
}
