using System.Net;
using System.Net.Sockets;
using System.Text;
using Berth.Runtime.Relay;
using Xunit;

namespace Berth.Unit.Runtime.Relay;

public sealed class DatagramRelayTests : IDisposable
{
    private const int Udp = 17;

    private readonly UdpClient _container = new(new IPEndPoint(IPAddress.Loopback, 0));

    private IPEndPoint Target => (IPEndPoint)_container.Client.LocalEndPoint!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _container.Dispose();

    [Fact]
    public async Task Relay_TwoPeers_EachHearsItsOwnAnswers()
    {
        using var site = new RelaySite(Udp, Target);
        using UdpClient one = Peer(site), two = Peer(site);

        Assert.Equal("1 of one", await AskAsync(one, "of one", "1 "));
        Assert.Equal("2 of two", await AskAsync(two, "of two", "2 "));
        Assert.Equal("3 of one", await AskAsync(one, "of one", "3 "));
    }

    [Fact]
    public async Task Relay_LargestDatagram_IsWhole()
    {
        using var site = new RelaySite(Udp, Target);
        using UdpClient peer = Peer(site);
        string question = new('x', 65000);

        Assert.Equal("!" + question, await AskAsync(peer, question, "!"));
    }

    [Fact]
    public async Task Relay_OverTheLimit_ForgetsTheSilentPeer()
    {
        using var site = new RelaySite(Udp, Target, new RelayLimits { Flows = 1 });
        using UdpClient one = Peer(site), two = Peer(site);
        IPEndPoint first = await ReceiveAsync(one);
        _ = await ReceiveAsync(two);

        IPEndPoint again = await ReceiveAsync(one);

        Assert.NotEqual(first.Port, again.Port);
    }

    [Fact]
    public async Task Relay_SilentForTheIdleTime_IsForgotten()
    {
        using var site = new RelaySite(Udp, Target, new RelayLimits { FlowIdleTime = TimeSpan.Zero });
        using UdpClient peer = Peer(site);
        IPEndPoint first = await ReceiveAsync(peer);

        while ((await ReceiveAsync(peer)).Port == first.Port)
        {
            await Task.Delay(50, Cancel);
        }
    }

    [Fact]
    public async Task Relay_NobodyListens_GoesOnWhenSomebodyDoes()
    {
        IPEndPoint target = Target;
        _container.Dispose();
        using var site = new RelaySite(Udp, target);
        using UdpClient peer = Peer(site);
        await peer.SendAsync("lost"u8.ToArray(), Cancel);
        await peer.SendAsync("lost"u8.ToArray(), Cancel);
        using var late = new UdpClient(target);

        Task<bool> found = HearsAsync(late, "found");
        while (!found.IsCompleted)
        {
            await peer.SendAsync("found"u8.ToArray(), Cancel);
            await Task.Delay(10, Cancel);
        }

        Assert.True(await found);
    }

    private static async Task<bool> HearsAsync(UdpClient listener, string text)
    {
        while (Encoding.UTF8.GetString((await listener.ReceiveAsync(Cancel)).Buffer) != text)
        {
        }

        return true;
    }

    private static UdpClient Peer(RelaySite site)
    {
        var peer = new UdpClient(AddressFamily.InterNetworkV6);
        peer.Connect(site.Host);
        return peer;
    }

    private async Task<string> AskAsync(UdpClient peer, string question, string prefix)
    {
        await peer.SendAsync(Encoding.UTF8.GetBytes(question), Cancel);
        UdpReceiveResult asked = await _container.ReceiveAsync(Cancel);
        await _container.SendAsync(Encoding.UTF8.GetBytes(prefix + Encoding.UTF8.GetString(asked.Buffer)), asked.RemoteEndPoint, Cancel);
        return Encoding.UTF8.GetString((await peer.ReceiveAsync(Cancel)).Buffer);
    }

    /// <summary>Sends a datagram; where it came from as the container sees it.</summary>
    private async Task<IPEndPoint> ReceiveAsync(UdpClient peer)
    {
        await peer.SendAsync("x"u8.ToArray(), Cancel);
        return (await _container.ReceiveAsync(Cancel)).RemoteEndPoint;
    }
}
