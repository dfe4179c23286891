using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Cli;

/// <summary>Values of flags that limit block devices and ask for GPUs; the messages are docker's.</summary>
public sealed class LimitSpecTests
{
    [Fact]
    public void WeightDevice_OfAPathAndANumber_IsRead() =>
        Assert.Equal(new WeightDevice { Path = "/dev/vda", Weight = 300 }, BlockIoSpec.WeightDevice("/dev/vda:300"));

    [Theory]
    [InlineData("/dev/vda:5", "invalid weight for device: /dev/vda:5")]
    [InlineData("/dev/vda:x", "invalid weight for device: /dev/vda:x")]
    [InlineData("/dev/vda", "bad format: /dev/vda")]
    [InlineData(":5", "bad format: :5")]
    [InlineData("vda:5", "bad format for device path: vda:5")]
    public void WeightDevice_OfAnythingElse_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => BlockIoSpec.WeightDevice(text)).Message);

    [Fact]
    public void Bytes_WithAUnit_CountsIt() => Assert.Equal(1_048_576ul, BlockIoSpec.Bytes("/dev/vda:1mb").Rate);

    [Fact]
    public void Operations_WithAUnit_IsRefused() => Assert.Equal(
        "invalid rate for device: /dev/vda:1mb. The correct format is <device-path>:<number>. Number must be a positive integer",
        Assert.Throws<FormatException>(() => BlockIoSpec.Operations("/dev/vda:1mb")).Message);

    [Theory]
    [InlineData("all", -1, "", "")]
    [InlineData("2", 2, "", "")]
    [InlineData("device=0,driver=x", 0, "0", "x")]
    [InlineData("\"device=0,1\"", 0, "0 1", "")]
    [InlineData("driver=x", 1, "", "x")]
    public void Gpus_InAnyForm_AreRead(string text, int count, string devices, string driver)
    {
        DeviceRequest request = GpuSpec.Parse(text);

        Assert.Equal((count, devices, driver), (request.Count, string.Join(' ', request.DeviceIDs ?? []), request.Driver));
        Assert.Equal("gpu", Assert.Single(Assert.Single(request.Capabilities!)));
    }

    [Theory]
    [InlineData("some", "invalid count (some): value must be either \"all\" or an integer")]
    [InlineData("1,2", "gpu request key 'count' can be specified only once")]
    [InlineData("foo=1", "unexpected key 'foo' in 'foo=1'")]
    public void Gpus_OfAnythingElse_AreRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => GpuSpec.Parse(text)).Message);
}
