using Berth.Engine.Errors;
using Berth.Engine.Security;
using Xunit;

namespace Berth.Unit.Engine.Security;

public class CapabilityTests
{
    [Fact]
    public void All_ByNumber_AreTheKernels()
    {
        Assert.Equal(41, CapabilityNames.All.Count);
        Assert.Equal("CAP_SYS_ADMIN", CapabilityNames.All[21]);
        Assert.Equal("CAP_CHECKPOINT_RESTORE", CapabilityNames.All[40]);
        Assert.Equal(["CAP_CHOWN", "CAP_SYS_ADMIN"], CapabilityNames.FromMask(0x200001));
    }

    [Fact]
    public void Resolve_Nothing_GivesDockersFourteen() =>
        Assert.Equal(14, DefaultCapabilities.Resolve(null, null, privileged: false, CapabilityNames.All).Count);

    [Fact]
    public void Resolve_AddAndDrop_ChangesTheDefaults()
    {
        IReadOnlyList<string> names = DefaultCapabilities.Resolve(["net_admin", "CAP_KILL"], ["CHOWN"], false, CapabilityNames.All);

        Assert.DoesNotContain("CAP_CHOWN", names);
        Assert.Equal("CAP_NET_ADMIN", names[^1]);
        Assert.Equal(14, names.Count);
    }

    [Fact]
    public void Resolve_AddAll_IsWhatIsAvailableLessWhatIsDropped() =>
        Assert.Equal(["CAP_SYS_ADMIN"], DefaultCapabilities.Resolve(["ALL"], ["kill"], false, ["CAP_KILL", "CAP_SYS_ADMIN"]));

    [Fact]
    public void Resolve_DropAll_LeavesWhatIsAdded() =>
        Assert.Equal(["CAP_KILL"], DefaultCapabilities.Resolve(["kill"], ["all"], false, CapabilityNames.All));

    [Fact]
    public void Resolve_Privileged_IsWhatIsAvailable() =>
        Assert.Equal(["CAP_KILL"], DefaultCapabilities.Resolve(null, ["ALL"], true, ["CAP_KILL"]));

    [Fact]
    public void Validate_UnknownName_SaysWhere()
    {
        Assert.Equal(
            "invalid CapAdd: unknown capability: \"CAP_FOO\"",
            Assert.Throws<InvalidParameterException>(() => DefaultCapabilities.Validate(["foo"], null)).Message);
        Assert.Equal(
            "invalid CapDrop: unknown capability: \"CAP_ALL\"",
            Assert.Throws<InvalidParameterException>(() => DefaultCapabilities.Validate(null, ["CAP_ALL"])).Message);
    }
}
