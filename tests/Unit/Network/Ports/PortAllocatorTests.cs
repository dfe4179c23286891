using System.Net;
using Berth.Linux;
using Berth.Network;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Ports;

public sealed class PortAllocatorTests
{
    private static readonly IPAddress s_container = IPAddress.Parse("172.17.0.2");
    private static readonly PortTarget s_target = new() { IPv4 = s_container };
    private static readonly PortTarget s_both = s_target with { IPv6 = IPAddress.Parse("fd00:17::2") };

    private readonly StandInHost _host = new();
    private readonly PortAllocator _ports;

    public PortAllocatorTests() => _ports = new PortAllocator(_host, TimeProvider.System);

    [Fact]
    public void Allocate_FixedPort_IsThatPortOnAllAddresses()
    {
        PublishedPort port = Assert.Single(_ports.Allocate([Binding(8080)], s_target)).Port;

        Assert.Equal(8080, port.HostPort);
        Assert.Equal(IPAddress.Any, port.HostIP);
    }

    [Fact]
    public void Allocate_TakenByOurs_IsDockersMessage()
    {
        _ports.Allocate([Binding(8080)], s_target);

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_target));

        Assert.Equal("Bind for 0.0.0.0:8080 failed: port is already allocated", e.Message);
        Assert.Equal(NetworkErrorKind.Conflict, e.Kind);
    }

    [Fact]
    public void Allocate_TakenByTheHost_IsDockersMessage()
    {
        _host.Refused[(IPAddress.Any, 8080)] = Errno.EADDRINUSE;

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_target));

        Assert.Equal("failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use", e.Message);
    }

    [Fact]
    public void Allocate_AddressOfAnotherHost_SaysSo()
    {
        _host.Refused[(IPAddress.Parse("192.0.2.9"), 8080)] = Errno.EADDRNOTAVAIL;

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Parse("192.0.2.9") }], s_target));

        Assert.Equal("failed to bind host port for 192.0.2.9:8080:172.17.0.2:80/tcp: cannot assign requested address", e.Message);
    }

    [Fact]
    public void Allocate_SamePort_OtherProtocolOrAddress_IsFree()
    {
        PortBinding one = Binding(8080) with { HostIP = IPAddress.Loopback };
        PortBinding[] all = [one, one with { Protocol = TransportProtocol.Udp }, one with { HostIP = IPAddress.Parse("127.0.0.2") }];

        Assert.Equal(3, _ports.Allocate(all, s_target).Count);
    }

    [Fact]
    public void Allocate_OneAddressUnderAll_IsTaken()
    {
        _ports.Allocate([Binding(8080)], s_target);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Loopback }], s_target));
    }

    [Fact]
    public void Allocate_AllOverOneAddress_IsTaken()
    {
        _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Loopback }], s_target);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_target));
    }

    [Fact]
    public void Allocate_Range_IsTheFirstThatIsFree()
    {
        _ports.Allocate([Binding(9000)], s_target);
        _host.Refused[(IPAddress.Any, 9001)] = Errno.EADDRINUSE;

        AllocatedPort allocated = Assert.Single(_ports.Allocate([Binding(9000) with { HostPortEnd = 9005 }], s_target));

        Assert.Equal(9002, allocated.Port.HostPort);
    }

    [Fact]
    public void Allocate_Ephemeral_ScansOnFromTheLast()
    {
        _host.Refused[(IPAddress.Any, 32769)] = Errno.EADDRINUSE;

        ushort[] got = [.. _ports.Allocate([Binding(0), Binding(0)], s_target).Select(one => one.Port.HostPort)];

        Assert.Equal([32768, 32770], got);
    }

    [Fact]
    public void Allocate_EphemeralAllTaken_SaysSo()
    {
        _ports.Allocate([Binding(0), Binding(0), Binding(0)], s_target);

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(0)], s_target));

        Assert.Equal("all ports are allocated", e.Message);
    }

    [Fact]
    public void Allocate_SecondFails_GivesTheFirstBack()
    {
        _host.Refused[(IPAddress.Any, 8081)] = Errno.EADDRINUSE;
        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080), Binding(8081)], s_target));

        Assert.Single(_ports.Allocate([Binding(8080)], s_target));
    }

    [Fact]
    public void Release_Port_IsFreeAgain()
    {
        AllocatedPort port = Assert.Single(_ports.Allocate([Binding(8080)], s_target));
        _ports.Release([port.Port]);

        Assert.Single(_ports.Allocate([Binding(8080)], s_target));
    }

    [Fact]
    public void Allocate_JustReleasedButStillHeld_WaitsForTheMonitor()
    {
        _ports.Release([Assert.Single(_ports.Allocate([Binding(8080)], s_target)).Port]);
        _host.Refused[(IPAddress.Any, 8080)] = Errno.EADDRINUSE;
        _host.TriesUntilFree = 3;

        Assert.Single(_ports.Allocate([Binding(8080)], s_target));
    }

    [Fact]
    public void Adopt_Port_IsTaken()
    {
        _ports.Adopt([new PublishedPort { ContainerPort = 80, Protocol = TransportProtocol.Tcp, HostIP = IPAddress.Any, HostPort = 8080 }]);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_target));
    }

    [Fact]
    public void Allocate_HostWithIPv6_GivesBothFamiliesTheSamePort()
    {
        _host.HasIPv6 = true;

        Assert.Equal(["0.0.0.0:8080", "[::]:8080"], Show(_ports.Allocate([Binding(8080)], s_target)));
        Assert.Equal(["0.0.0.0:32768", "[::]:32768"], Show(_ports.Allocate([Binding(0)], s_both)));
    }

    [Fact]
    public void Allocate_EphemeralTakenInOneFamily_IsTheNextInBoth()
    {
        _host.HasIPv6 = true;
        _host.Refused[(IPAddress.IPv6Any, 32768)] = Errno.EADDRINUSE;

        Assert.Equal(["0.0.0.0:32769", "[::]:32769"], Show(_ports.Allocate([Binding(0)], s_target)));
        Assert.Equal(["127.0.0.1:32768"], Show(_ports.Allocate([Binding(32768) with { HostIP = IPAddress.Loopback }], s_target)));
    }

    [Fact]
    public void Allocate_RangeTakenInOneFamily_IsTheNextInBoth()
    {
        _host.HasIPv6 = true;
        _ports.Allocate([Binding(9000) with { HostIP = IPAddress.IPv6Loopback }], s_target);

        Assert.Equal(["0.0.0.0:9001", "[::]:9001"], Show(_ports.Allocate([Binding(9000) with { HostPortEnd = 9005 }], s_target)));
    }

    [Fact]
    public void Allocate_TakenOnIPv6ByTheHost_IsDockersMessage()
    {
        _host.HasIPv6 = true;
        _host.Refused[(IPAddress.IPv6Any, 8080)] = Errno.EADDRINUSE;

        Assert.Equal(
            "failed to bind host port for [::]:8080:172.17.0.2:80/tcp: address already in use",
            Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_target)).Message);
        Assert.Equal(
            "failed to bind host port for [::]:8080:[fd00:17::2]:80/tcp: address already in use",
            Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_both)).Message);
    }

    [Theory]
    [InlineData("::", "::1", "Bind for :::8080 failed: port is already allocated")]
    [InlineData("::1", "::", "Bind for ::1:8080 failed: port is already allocated")]
    [InlineData("0.0.0.0", "127.0.0.1", "Bind for 0.0.0.0:8080 failed: port is already allocated")]
    [InlineData("127.0.0.1", "0.0.0.0", "Bind for 127.0.0.1:8080 failed: port is already allocated")]
    public void Allocate_OverlapOfOneFamily_NamesTheHolder(string first, string second, string message)
    {
        _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Parse(first) }], s_target);

        Assert.Equal(message, Assert.Throws<NetworkException>(
            () => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Parse(second) }], s_target)).Message);
    }

    [Fact]
    public void Allocate_OtherFamily_IsFree()
    {
        _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Any }], s_target);

        Assert.Equal(["[::]:8080"], Show(_ports.Allocate([Binding(8080) with { HostIP = IPAddress.IPv6Any }], s_target)));
    }

    [Fact]
    public void Allocate_Sctp_WithoutTheKernelsHelp_SaysSo()
    {
        _host.Refused[(IPAddress.Any, 8080)] = Errno.EPROTONOSUPPORT;

        Assert.Equal(
            "failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/sctp: protocol not supported",
            Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { Protocol = TransportProtocol.Sctp }], s_target)).Message);
    }

    [Fact]
    public void Allocate_RoutedNetwork_TakesNoPortOfThatFamily()
    {
        _host.HasIPv6 = true;

        Assert.Equal(["[::]:0", "0.0.0.0:8080"], Show(_ports.Allocate([Binding(8080)], s_both with { IsRouted6 = true })));
        Assert.Equal(["0.0.0.0:0", "[::]:0"], Show(_ports.Allocate([Binding(8080)], s_both with { IsRouted4 = true, IsRouted6 = true })));
    }

    private static string[] Show(List<AllocatedPort> ports) =>
        [.. ports.Select(one => new IPEndPoint(one.Port.HostIP, one.Port.HostPort).ToString())];

    private static PortBinding Binding(ushort hostPort) => new() { ContainerPort = 80, HostPort = hostPort };

    /// <summary>A host on which only <see cref="Refused"/> is refused.</summary>
    private sealed class StandInHost : IHostPorts
    {
        public Dictionary<(IPAddress Address, ushort Port), Errno> Refused { get; } = [];

        public int TriesUntilFree { get; set; } = int.MaxValue;

        public bool HasIPv6 { get; set; }

        public (ushort First, ushort Last) EphemeralRange() => (32768, 32770);

        bool IHostPorts.HasIPv6() => HasIPv6;

        public Fd? TryBind(TransportProtocol protocol, IPAddress address, ushort port, out Errno errno) =>
            Refused.TryGetValue((address, port), out errno) && TriesUntilFree-- > 0 ? null : Fd.Open("/dev/null", OpenFlags.O_RDONLY);
    }
}
