using System.Text.Json;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.EngineApi;

public sealed class EngineApiJsonTests
{
    [Fact]
    public void CreateContainerRequest_NullsAndOtherCase_ReadAsGoReadsThem()
    {
        var request = Read("""{"image":"a","Tty":null,"Cmd":"sh","Entrypoint":["x","y"],"StopTimeout":null,"HostConfig":{"Memory":null,"PidsLimit":null,"memoryswap":5}}""");

        Assert.Equal("a", request.Image);
        Assert.False(request.Tty);
        Assert.Equal(["sh"], request.Cmd!);
        Assert.Equal(["x", "y"], request.Entrypoint!);
        Assert.Null(request.StopTimeout);
        Assert.Equal(0, request.HostConfig!.Memory);
        Assert.Equal(5, request.HostConfig.MemorySwap);
        Assert.Null(request.HostConfig.PidsLimit);
    }

    [Fact]
    public void ToConfig_OfCreateRequest_LeavesTheHostsPartOut()
    {
        var config = Read("""{"Image":"a","Labels":{"k":"v"},"HostConfig":{"Memory":1}}""").ToConfig();

        Assert.IsType<ContainerConfig>(config);
        Assert.DoesNotContain("HostConfig", JsonSerializer.Serialize(config, EngineApiJson.Wire.ContainerConfig), StringComparison.Ordinal);
        Assert.Equal("v", config.Labels!["k"]);
    }

    [Theory]
    [InlineData("""{"Cmd":5}""")]
    [InlineData("""{"Cmd":[5]}""")]
    [InlineData("""{"Tty":"yes"}""")]
    public void CreateContainerRequest_WrongType_Throws(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void Wire_Text_IsNotEscapedBeyondNeed() =>
        Assert.Equal("""{"message":"<é> & 'x'"}""", JsonSerializer.Serialize(new ErrorResponse { Message = "<é> & 'x'" }, EngineApiJson.Wire.ErrorResponse));

    private static CreateContainerRequest Read(string json) => JsonSerializer.Deserialize(json, EngineApiJson.Wire.CreateContainerRequest)!;
}
