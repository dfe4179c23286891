using System.Text.Json;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.EngineApi;

/// <summary>
/// What a client leaves out has its default, not null: source-generated code sets every <c>init</c> property, so records with defaults
/// need a setter.
/// </summary>
public sealed class MissingFieldTests
{
    [Fact]
    public void Deserialize_EmptyHostConfig_HasDefaults()
    {
        CreateContainerRequest request = JsonSerializer.Deserialize(
            "{\"Image\":\"x\",\"HostConfig\":{\"RestartPolicy\":{},\"LogConfig\":{}}}", EngineApiJson.Default.CreateContainerRequest)!;

        Assert.Equal("", request.HostConfig!.VolumeDriver);
        Assert.Equal("", request.HostConfig.RestartPolicy!.Name);
        Assert.Equal("", request.HostConfig.LogConfig!.Type);
    }
}
