#nullable disable warnings // the library calls null what the API always has
using Berth.Conformance.Api;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>System, events, networks and what the engine does not have, through Docker.DotNet.</summary>
public sealed class SystemTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Ping_Version_Info_AreRead()
    {
        await Client.System.PingAsync(Cancel);
        VersionResponse version = await Client.System.GetVersionAsync(Cancel);
        SystemInfoResponse info = await Client.System.GetSystemInfoAsync(Cancel);

        Assert.Equal("linux", version.Os);
        Assert.NotEmpty(version.Components);
        Assert.Equal("linux", info.OSType);
        Assert.True(info.NCPU > 0 && info.MemTotal > 0);
        Assert.Contains(info.Plugins.Network, n => n == "bridge");
        Assert.Contains(info.Plugins.Volume, v => v == "local");
        Assert.Contains(info.DefaultRuntime, info.Runtimes.Keys);
        Assert.Equal("inactive", info.Swarm.LocalNodeState);
    }

    [Fact]
    public async Task DiskUsage_IsRead() => Assert.NotNull(await Client.System.GetDataUsageInfoAsync(cancellationToken: Cancel));

    [Fact]
    public async Task Events_OfAContainersLife_Arrive()
    {
        var parameters = Busybox("true");
        var actions = new List<string>();
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["container"] = new Dictionary<string, bool> { [parameters.Name] = true },
            ["type"] = new Dictionary<string, bool> { ["container"] = true },
        };
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        done.CancelAfter(TimeSpan.FromSeconds(60));
        Task monitor = Client.System.MonitorEventsAsync(
            new ContainerEventsParameters { Filters = filters, Since = "1" },
            new Sink<Message>(message =>
            {
                actions.Add(message.Action);
                if (message.Action == "destroy")
                {
                    done.Cancel();
                }
            }),
            done.Token);
        string id = await RunAsync(parameters);
        await Client.Containers.WaitContainerAsync(id, Cancel);
        await Client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters(), Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => monitor);
        Assert.Equal(["create", "start", "die", "destroy"], actions.Where(a => a is "create" or "start" or "die" or "destroy"));
    }

    [Fact]
    public async Task Networks_OfEveryEngine_AreListed()
    {
        IList<NetworkResponse> networks = await Client.Networks.ListNetworksAsync(cancellationToken: Cancel);
        NetworkResponse bridge = await Client.Networks.InspectNetworkAsync("bridge", Cancel);

        Assert.Equal(["bridge", "host", "none"], networks.Select(n => n.Name).Where(n => n is "bridge" or "host" or "none").Order());
        Assert.Equal("bridge", bridge.Driver);
        Assert.NotEmpty(bridge.IPAM.Config);
        await Assert.ThrowsAsync<DockerNetworkNotFoundException>(() => Client.Networks.InspectNetworkAsync("nothing", Cancel));
    }

    [Fact]
    public async Task Swarm_AnsweredByAnEngineInNone_ThrowsWhatTheClientHasForIt()
    {
        DockerApiException leave = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Swarm.LeaveSwarmAsync(cancellationToken: Cancel));
        DockerApiException nodes = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Swarm.ListNodesAsync(Cancel));

        Assert.Equal(503, (int)leave.StatusCode);
        Assert.Equal(503, (int)nodes.StatusCode);
        Assert.Empty(await Client.Plugin.ListPluginsAsync(cancellationToken: Cancel));
        await Assert.ThrowsAsync<DockerPluginNotFoundException>(() => Client.Plugin.InspectPluginAsync("nothing", Cancel));
    }
}
