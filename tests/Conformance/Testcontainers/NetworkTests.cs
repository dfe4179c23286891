#nullable disable warnings // the library calls null what the API always has
using System.Globalization;
using Berth.Conformance.Api;
using Berth.Harness;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using Xunit;

namespace Berth.Conformance.Testcontainers;

/// <summary>Testcontainers for .NET: networks, aliases, fixed ports, several networks, the network of another container.</summary>
public sealed class NetworkTests(EngineUnderTest engine) : ApiTest(engine), IAsyncLifetime
{
    private const string Page = "a page from a container\n";

    private readonly List<IAsyncDisposable> _made = [];

    public ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("DOCKER_HOST", Engine.Address.ToString());
        TestcontainersSettings.ResourceReaperEnabled = false;
        TestcontainersSettings.WaitStrategyTimeout = TimeSpan.FromSeconds(90);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable thing in Enumerable.Reverse(_made))
        {
            await thing.DisposeAsync();
        }
    }

    [Fact]
    public async Task Containers_OnOneNetwork_FindEachOtherByAlias()
    {
        INetwork network = await NewNetworkAsync();
        await StartAsync(Serving().WithNetwork(network).WithNetworkAliases("server", "also"));
        IContainer client = await StartAsync(Quiet("sleep", "1000").WithNetwork(network));

        Assert.Equal(Page, (await client.ExecAsync(["wget", "-q", "-O", "-", "http://server:8080/"], Cancel)).Stdout);
        Assert.Equal(Page, (await client.ExecAsync(["wget", "-q", "-O", "-", "http://also:8080/"], Cancel)).Stdout);
    }

    [Fact]
    public async Task Container_OnSeveralNetworks_IsFoundInEach()
    {
        INetwork first = await NewNetworkAsync();
        INetwork second = await NewNetworkAsync();
        await StartAsync(Serving().WithNetwork(first).WithNetwork(second).WithNetworkAliases("server"));
        IContainer inFirst = await StartAsync(Quiet("sleep", "1000").WithNetwork(first));
        IContainer inSecond = await StartAsync(Quiet("sleep", "1000").WithNetwork(second));

        Assert.Equal(Page, (await inFirst.ExecAsync(["wget", "-q", "-O", "-", "http://server:8080/"], Cancel)).Stdout);
        Assert.Equal(Page, (await inSecond.ExecAsync(["wget", "-q", "-O", "-", "http://server:8080/"], Cancel)).Stdout);
    }

    [Fact]
    public async Task FixedPort_IsPublishedThere()
    {
        int port = FreePort.Next();
        IContainer container = await StartAsync(Serving().WithPortBinding(port, 8080));
        using var http = new HttpClient();

        Assert.Equal((ushort)port, container.GetMappedPublicPort(8080));
        Assert.Equal(Page, await http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), Cancel));
    }

    [Fact]
    public async Task RandomPorts_OfAContainerOnANetworkOfItsOwn_ArePublished()
    {
        INetwork network = await NewNetworkAsync();
        IContainer container = await StartAsync(Serving().WithNetwork(network).WithPortBinding(8080, true));
        using var http = new HttpClient();

        Assert.Equal(Page, await http.GetStringAsync(new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(8080)}/"), Cancel));
    }

    [Fact]
    public async Task NetworkOfAnotherContainer_IsShared()
    {
        IContainer server = await StartAsync(Serving());
        IContainer beside = await StartAsync(Quiet("sleep", "1000").WithCreateParameterModifier(p => p.HostConfig.NetworkMode = $"container:{server.Id}"));

        Assert.Equal(Page, (await beside.ExecAsync(["wget", "-q", "-O", "-", "http://127.0.0.1:8080/"], Cancel)).Stdout);
    }

    [Fact]
    public async Task ExtraHost_IsTheHostsGateway()
    {
        IContainer container = await StartAsync(Quiet("sleep", "1000").WithExtraHost("host.of.tests", "host-gateway"));

        Assert.Contains("host.of.tests", (await container.ExecAsync(["cat", "/etc/hosts"], Cancel)).Stdout, StringComparison.Ordinal);
    }

    private ContainerBuilder Quiet(params string[] command) => new ContainerBuilder(Daemon.Busybox).WithDockerEndpoint(Engine.Address)
        .WithImagePullPolicy(PullPolicy.Never).WithCommand(command);

    private ContainerBuilder Serving() => Quiet("httpd", "-f", "-p", "8080", "-h", "/www").WithExposedPort(8080)
        .WithWaitStrategy(Wait.ForUnixContainer().UntilInternalTcpPortIsAvailable(8080));

    private async Task<INetwork> NewNetworkAsync()
    {
        INetwork network = new NetworkBuilder().WithDockerEndpoint(Engine.Address).WithName($"tc-{Guid.NewGuid():N}").Build();
        _made.Add(network);
        await network.CreateAsync(Cancel);
        return network;
    }

    private async Task<IContainer> StartAsync(ContainerBuilder builder)
    {
        IContainer container = builder.Build();
        _made.Add(container);
        await container.StartAsync(Cancel);
        return container;
    }
}
