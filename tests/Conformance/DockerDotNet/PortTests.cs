#nullable disable warnings // the library calls null what the API always has
using System.Globalization;
using System.Net;
using Berth.Conformance.Api;
using Berth.Harness;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>What clients such as Testcontainers expect of published ports; docker 28.5 does the same.</summary>
public sealed class PortTests : DockerDotNetTest
{
    public PortTests(EngineUnderTest engine)
        : base(engine) => Assert.SkipWhen(Target.IsDockerd && !Target.HasBridge, "no bridge");

    [Fact]
    public async Task PublishAll_IsOnePortOfBothFamiliesForEachExposed()
    {
        CreateContainerParameters asked = Sleeper([]);
        asked.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default, ["53/udp"] = default };
        asked.HostConfig.PublishAllPorts = true;

        IDictionary<string, IList<PortBinding>> ports = await PortsAsync(await RunAsync(asked));

        Assert.Equal(["53/udp", "80/tcp"], ports.Keys.Order());
        foreach (IList<PortBinding> bindings in ports.Values)
        {
            Assert.Equal(["0.0.0.0", "::"], bindings.Select(static binding => binding.HostIP));
            Assert.Single(bindings.Select(static binding => binding.HostPort).Distinct());
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task OneAddress_IsThatAlone(string address)
    {
        string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);

        IDictionary<string, IList<PortBinding>> ports = await PortsAsync(await RunAsync(Sleeper([new PortBinding { HostIP = address, HostPort = port }])));

        PortBinding binding = Assert.Single(ports["80/tcp"]);
        Assert.Equal((address, port), (binding.HostIP, binding.HostPort));
    }

    [Fact]
    public async Task Range_IsTheFirstThatIsFree()
    {
        string first = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        string last = (int.Parse(first, CultureInfo.InvariantCulture) + 30).ToString(CultureInfo.InvariantCulture);
        _ = await RunAsync(Sleeper([new PortBinding { HostPort = first }]));

        IDictionary<string, IList<PortBinding>> ports = await PortsAsync(await RunAsync(Sleeper([new PortBinding { HostPort = $"{first}-{last}" }])));

        Assert.All(ports["80/tcp"], binding => Assert.InRange(
            int.Parse(binding.HostPort, CultureInfo.InvariantCulture), int.Parse(first, CultureInfo.InvariantCulture) + 1, int.Parse(last, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task TwoBindingsOfOnePort_AreBothThere()
    {
        string one = FreePort.Next().ToString(CultureInfo.InvariantCulture), other = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        IDictionary<string, IList<PortBinding>> ports = await PortsAsync(await RunAsync(Sleeper(
            [new PortBinding { HostIP = "127.0.0.1", HostPort = one }, new PortBinding { HostIP = "127.0.0.1", HostPort = other }])));

        Assert.Equal(new[] { one, other }.Order(), ports["80/tcp"].Select(static binding => binding.HostPort).Order());
    }

    [Fact]
    public async Task TakenPort_FailsTheStart_AndIsThereWhenItsHolderHasGone()
    {
        PortBinding[] binding = [new PortBinding { HostPort = FreePort.Next().ToString(CultureInfo.InvariantCulture) }];
        string holder = await RunAsync(Sleeper(binding));
        string waiting = await CreateAsync(Sleeper(binding));

        DockerApiException refused = await Assert.ThrowsAnyAsync<DockerApiException>(
            () => Client.Containers.StartContainerAsync(waiting, new ContainerStartParameters(), Cancel));
        ContainerInspectResponse left = await Client.Containers.InspectContainerAsync(waiting, Cancel);
        await Client.Containers.RemoveContainerAsync(holder, new ContainerRemoveParameters { Force = true }, Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains("driver failed programming external connectivity on endpoint", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Bind for 0.0.0.0:{binding[0].HostPort} failed: port is already allocated", refused.Message, StringComparison.Ordinal);
        Assert.Equal("created", left.State.Status);
        Assert.True(await Client.Containers.StartContainerAsync(waiting, new ContainerStartParameters(), Cancel));
    }

    [Fact]
    public async Task Restart_KeepsTheFixedPort_AndAStopGivesItBack()
    {
        string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        string id = await RunAsync(Sleeper([new PortBinding { HostPort = port }]));

        await Client.Containers.RestartContainerAsync(id, new ContainerRestartParameters { WaitBeforeKillSeconds = 0 }, Cancel);
        Assert.All((await PortsAsync(id))["80/tcp"], binding => Assert.Equal(port, binding.HostPort));
        await Client.Containers.StopContainerAsync(id, new ContainerStopParameters { WaitBeforeKillSeconds = 0 }, Cancel);

        Assert.Empty(await PortsAsync(id));
    }

    [Fact]
    public async Task Sctp_WithoutTheKernelsHelp_FailsTheStart()
    {
        Assert.SkipWhen(Directory.Exists("/proc/net/sctp"), "the kernel has SCTP");
        CreateContainerParameters asked = Sleeper([]);
        asked.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/sctp"] = default };
        asked.HostConfig.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/sctp"] = [new PortBinding { HostPort = FreePort.Next().ToString(CultureInfo.InvariantCulture) }] };
        string id = await CreateAsync(asked);

        DockerApiException refused = await Assert.ThrowsAnyAsync<DockerApiException>(
            () => Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Cancel));

        Assert.Contains("protocol not supported", refused.Message, StringComparison.Ordinal);
    }

    private static CreateContainerParameters Sleeper(PortBinding[] bindings)
    {
        CreateContainerParameters asked = Busybox("sleep", "1000");
        asked.HostConfig = new HostConfig();
        asked.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
        if (bindings.Length > 0)
        {
            asked.HostConfig.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = bindings };
        }

        return asked;
    }

    private async Task<IDictionary<string, IList<PortBinding>>> PortsAsync(string id) =>
        (await Client.Containers.InspectContainerAsync(id, Cancel)).NetworkSettings.Ports;
}
