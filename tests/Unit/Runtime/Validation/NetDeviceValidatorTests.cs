using Berth.Oci.Runtime;
using Berth.Runtime;
using Berth.Runtime.Validation;
using Xunit;

namespace Berth.Unit.Runtime.Validation;

public sealed class NetDeviceValidatorTests
{
    [Theory]
    [InlineData("eth0", null)]
    [InlineData("eth0", "eth%d")]
    [InlineData("fifteen-letters", "a.b-c_d@e")]
    public void Validate_NamesOfInterfaces_AreAccepted(string name, string? newName) => Validate(name, newName);

    [Theory]
    [InlineData("", null, "[]: invalid network device name \"\"")]
    [InlineData("..", null, "[..]: invalid network device name \"..\"")]
    [InlineData("sixteen-letters-", null, "[sixteen-letters-]: invalid network device name \"sixteen-letters-\"")]
    [InlineData("a/b", null, "[a/b]: invalid network device name \"a/b\"")]
    [InlineData("eth%d", null, "[eth%d]: invalid network device name \"eth%d\"")]
    [InlineData("eth0", "a b", "[eth0].name: invalid network device name \"a b\"")]
    [InlineData("eth0", "a:1", "[eth0].name: invalid network device name \"a:1\"")]
    [InlineData("eth0", "a%s", "[eth0].name: invalid network device name \"a%s\"")]
    [InlineData("eth0", "%d%d", "[eth0].name: invalid network device name \"%d%d\"")]
    public void Validate_OtherNames_AreRefused(string name, string? newName, string message)
    {
        RuntimeException error = Assert.Throws<RuntimeException>(() => Validate(name, newName));
        Assert.Equal($"invalid configuration: linux.netDevices{message}", error.Message);
    }

    private static void Validate(string name, string? newName) => NetDeviceValidator.Validate(new LinuxSettings
    {
        Namespaces = [new LinuxNamespace { Type = "network" }],
        NetDevices = new Dictionary<string, LinuxNetDevice> { [name] = new LinuxNetDevice { Name = newName } },
    });
}
