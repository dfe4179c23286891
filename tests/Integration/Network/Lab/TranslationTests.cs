using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>With which address containers appear to other hosts.</summary>
public sealed class TranslationTests(MultiHostLab lab) : LabTest(lab)
{
    private const string NoModes = "dockerd 20.10 has no gateway modes";
    private const string GatewayMode6 = "com.docker.network.bridge.gateway_mode_ipv6";

    [Fact]
    public async Task Default_BothFamilies_HaveTheHostsAddress()
    {
        await using LabNetwork network = await NetworkAsync(ipv6: true);
        await using LabContainer container = await StartAsync(network);
        await using Capture client = await Capture.StartAsync(Lab.Client, "wire", "icmp or icmp6");

        await container.PingsAsync(MultiHostLab.ClientAddress);
        await container.PingsAsync(MultiHostLab.ClientAddress6);

        await client.SeeAsync($"IP {MultiHostLab.HostAddress} > {MultiHostLab.ClientAddress}: ICMP echo request");
        await client.SeeAsync($"IP6 {MultiHostLab.HostAddress6} > {MultiHostLab.ClientAddress6}: ICMP6, echo request");
        Assert.DoesNotContain(await client.StopAsync(), line => line.Contains(network.Prefix, StringComparison.Ordinal) || line.Contains(network.Prefix6, StringComparison.Ordinal));
    }

    [Fact]
    public async Task HostAddress_Asked_IsTheSource()
    {
        await using LabNetwork network = await NetworkAsync(options: ("com.docker.network.host_ipv4", MultiHostLab.OtherHostAddress));
        await using LabContainer container = await StartAsync(network);
        await using Capture client = await Capture.StartAsync(Lab.Client, "wire", "icmp");

        await container.PingsAsync(MultiHostLab.ClientAddress);

        await client.SeeAsync($"IP {MultiHostLab.OtherHostAddress} > {MultiHostLab.ClientAddress}: ICMP echo request");
    }

    [Fact]
    public async Task WithoutMasquerade_TheContainersOwnAddressIsSeenAndAnswered()
    {
        await using LabNetwork network = await NetworkAsync(options: ("com.docker.network.bridge.enable_ip_masquerade", "false"));
        await using LabContainer container = await ServeAsync(network);
        string address = container.Address;
        await using Capture client = await Capture.StartAsync(Lab.Client, "wire", "icmp");

        await container.PingsAsync(MultiHostLab.ClientAddress);

        await client.SeeAsync($"IP {address} > {MultiHostLab.ClientAddress}: ICMP echo request");
        Assert.Empty(await Lab.Client.FetchAsync(address, 80));
    }

    [Fact]
    public async Task Routed_PublishedPortsAreOpenAtTheContainersAddress()
    {
        Assert.SkipWhen(Target.IsDockerd, NoModes);
        await using LabNetwork network = await NetworkAsync(ipv6: true, options: (GatewayMode6, "routed"));
        await using LabContainer server = await ServeAsync(network, "80");
        await using LabContainer closed = await ServeAsync(network);
        string address6 = server.Address6;
        await using Capture client = await Capture.StartAsync(Lab.Client, "wire", "icmp6");

        await Lab.Client.ReachesAsync(address6, 80);
        Assert.Empty(await Lab.Client.FetchAsync(closed.Address6, 80));
        await Lab.Client.PingsAsync(address6);
        await server.PingsAsync(MultiHostLab.ClientAddress6);

        await client.SeeAsync($"IP6 {address6} > {MultiHostLab.ClientAddress6}: ICMP6, echo request");
    }

    [Fact]
    public async Task Unprotected_EveryPortIsOpenAtTheContainersAddress()
    {
        Assert.SkipWhen(Target.IsDockerd, NoModes);
        await using LabNetwork network = await NetworkAsync(options: ("com.docker.network.bridge.gateway_mode_ipv4", "nat-unprotected"));
        await using LabContainer server = await ServeAsync(network);

        await Lab.Client.ReachesAsync(server.Address, 80);
    }
}
