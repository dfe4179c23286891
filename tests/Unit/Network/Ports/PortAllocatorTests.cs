using System.Net;
using Berth.Linux;
using Berth.Network;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Ports;

public sealed class PortAllocatorTests
{
    private static readonly IPAddress s_container = IPAddress.Parse("172.17.0.2");

    private readonly Dictionary<(uint Address, ushort Port), Errno> _host = [];
    private readonly PortAllocator _ports;
    private int _triesUntilFree = int.MaxValue;

    public PortAllocatorTests() => _ports = new PortAllocator(Bind, () => (32768, 32770), IPAddress.Any, TimeProvider.System);

    [Fact]
    public void Allocate_FixedPort_IsThatPortOnAllAddresses()
    {
        PublishedPort port = Assert.Single(_ports.Allocate([Binding(8080)], s_container)).Port;

        Assert.Equal(8080, port.HostPort);
        Assert.Equal(IPAddress.Any, port.HostIP);
    }

    [Fact]
    public void Allocate_TakenByOurs_IsDockersMessage()
    {
        _ports.Allocate([Binding(8080)], s_container);

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_container));

        Assert.Equal("Bind for 0.0.0.0:8080 failed: port is already allocated", e.Message);
        Assert.Equal(NetworkErrorKind.Conflict, e.Kind);
    }

    [Fact]
    public void Allocate_TakenByTheHost_IsDockersMessage()
    {
        _host[(0, 8080)] = Errno.EADDRINUSE;

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_container));

        Assert.Equal("failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use", e.Message);
    }

    [Fact]
    public void Allocate_AddressOfAnotherHost_SaysSo()
    {
        _host[(0xc0000209, 8080)] = Errno.EADDRNOTAVAIL;

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Parse("192.0.2.9") }], s_container));

        Assert.Equal("failed to bind host port for 192.0.2.9:8080:172.17.0.2:80/tcp: cannot assign requested address", e.Message);
    }

    [Fact]
    public void Allocate_SamePort_OtherProtocolOrAddress_IsFree()
    {
        PortBinding one = Binding(8080) with { HostIP = IPAddress.Loopback };
        PortBinding[] all = [one, one with { Protocol = TransportProtocol.Udp }, one with { HostIP = IPAddress.Parse("127.0.0.2") }];

        Assert.Equal(3, _ports.Allocate(all, s_container).Count);
    }

    [Fact]
    public void Allocate_OneAddressUnderAll_IsTaken()
    {
        _ports.Allocate([Binding(8080)], s_container);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Loopback }], s_container));
    }

    [Fact]
    public void Allocate_AllOverOneAddress_IsTaken()
    {
        _ports.Allocate([Binding(8080) with { HostIP = IPAddress.Loopback }], s_container);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_container));
    }

    [Fact]
    public void Allocate_Range_IsTheFirstThatIsFree()
    {
        _ports.Allocate([Binding(9000)], s_container);
        _host[(0, 9001)] = Errno.EADDRINUSE;

        AllocatedPort allocated = Assert.Single(_ports.Allocate([Binding(9000) with { HostPortEnd = 9005 }], s_container));

        Assert.Equal(9002, allocated.Port.HostPort);
    }

    [Fact]
    public void Allocate_Ephemeral_ScansOnFromTheLast()
    {
        _host[(0, 32769)] = Errno.EADDRINUSE;

        ushort[] got = [.. _ports.Allocate([Binding(0), Binding(0)], s_container).Select(one => one.Port.HostPort)];

        Assert.Equal([32768, 32770], got);
    }

    [Fact]
    public void Allocate_EphemeralAllTaken_SaysSo()
    {
        _ports.Allocate([Binding(0), Binding(0), Binding(0)], s_container);

        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(0)], s_container));

        Assert.Equal("all ports are allocated", e.Message);
    }

    [Fact]
    public void Allocate_SecondFails_GivesTheFirstBack()
    {
        _host[(0, 8081)] = Errno.EADDRINUSE;
        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080), Binding(8081)], s_container));

        Assert.Single(_ports.Allocate([Binding(8080)], s_container));
    }

    [Fact]
    public void Release_Port_IsFreeAgain()
    {
        AllocatedPort port = Assert.Single(_ports.Allocate([Binding(8080)], s_container));
        _ports.Release([port.Port]);

        Assert.Single(_ports.Allocate([Binding(8080)], s_container));
    }

    [Fact]
    public void Allocate_JustReleasedButStillHeld_WaitsForTheMonitor()
    {
        _ports.Release([Assert.Single(_ports.Allocate([Binding(8080)], s_container)).Port]);
        _host[(0, 8080)] = Errno.EADDRINUSE;
        _triesUntilFree = 3;

        Assert.Single(_ports.Allocate([Binding(8080)], s_container));
    }

    [Fact]
    public void Adopt_Port_IsTaken()
    {
        _ports.Adopt([new PublishedPort { ContainerPort = 80, Protocol = TransportProtocol.Tcp, HostIP = IPAddress.Any, HostPort = 8080 }]);

        Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080)], s_container));
    }

    [Fact]
    public void Allocate_IPv6Address_IsRefusedClearly()
    {
        NetworkException e = Assert.Throws<NetworkException>(() => _ports.Allocate([Binding(8080) with { HostIP = IPAddress.IPv6Loopback }], s_container));

        Assert.Equal(NetworkErrorKind.NotImplemented, e.Kind);
    }

    private static PortBinding Binding(ushort hostPort) => new() { ContainerPort = 80, HostPort = hostPort };

    /// <summary>A host on which only <see cref="_host"/> is refused.</summary>
    private Fd? Bind(int protocol, uint address, ushort port, out Errno errno) =>
        _host.TryGetValue((address, port), out errno) && _triesUntilFree-- > 0 ? null : Fd.Open("/dev/null", OpenFlags.O_RDONLY);
}
