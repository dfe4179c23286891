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

    [Fact]
    public void Deserialize_RequestWithNullItems_HasItemsWithNothingSet()
    {
        CreateContainerRequest request = JsonSerializer.Deserialize(
            """
            {"Env":[null,"A=b"],"Cmd":[null],"Labels":{"a":null},"ExposedPorts":{"80/tcp":null},
             "HostConfig":{"Mounts":[null],"Ulimits":[null],"Devices":[null],"PortBindings":{"80/tcp":[null],"81/tcp":null}}}
            """,
            EngineApiJson.Requests.CreateContainerRequest)!;

        Assert.Equal(["", "A=b"], request.Env!);
        Assert.Equal([""], request.Cmd!);
        Assert.Equal("", request.Labels!["a"]);
        Assert.NotNull(request.ExposedPorts!["80/tcp"]);
        Assert.Equal((new Mount(), new Ulimit(), new DeviceMapping()), (request.HostConfig!.Mounts![0], request.HostConfig.Ulimits![0], request.HostConfig.Devices![0]));
        Assert.Equal(new PortBinding(), request.HostConfig.PortBindings!["80/tcp"]![0]);
        Assert.Null(request.HostConfig.PortBindings["81/tcp"]);
    }
}
