using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Berth.Linux;
using Berth.Linux.Sockets;
using Berth.Runtime.Relay;
using Xunit;

namespace Berth.Unit.Runtime.Relay;

public sealed class StreamRelayTests : IDisposable
{
    private const int Tcp = 6;

    private readonly TcpListener _container = new(IPAddress.Loopback, 0);

    public StreamRelayTests() => _container.Start();

    private IPEndPoint Target => (IPEndPoint)_container.LocalEndpoint;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _container.Dispose();

    [Fact]
    public async Task Relay_BothWays_CarriesEveryByte()
    {
        using var site = new RelaySite(Tcp, Target);
        byte[] up = RandomNumberGenerator.GetBytes(3_000_001), down = RandomNumberGenerator.GetBytes(2_000_003);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);

        Task<byte[]> received = ReadAllAsync(server), answered = ReadAllAsync(client);
        await Task.WhenAll(SendAllAsync(client, up), SendAllAsync(server, down));

        Assert.Equal(up, await received);
        Assert.Equal(down, await answered);
    }

    [Fact]
    public async Task Relay_HalfClose_AnswersAfterTheEndOfTheQuestion()
    {
        using var site = new RelaySite(Tcp, Target);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);

        await SendAllAsync(client, "question"u8.ToArray());
        Assert.Equal("question", Encoding.UTF8.GetString(await ReadAllAsync(server)));
        await SendAllAsync(server, "answer"u8.ToArray());

        Assert.Equal("answer", Encoding.UTF8.GetString(await ReadAllAsync(client)));
    }

    [Fact]
    public async Task Relay_ReceiverTakesNothing_HoldsTheSenderUpAndLosesNothing()
    {
        using var site = new RelaySite(Tcp, Target);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        client.Client.Blocking = false;
        byte[] part = new byte[64 * 1024];
        long sent = 0;
        while (client.Client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite))
        {
            sent += client.Client.Send(part, SocketFlags.None, out SocketError error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock);
            Assert.InRange(sent, 0, 256 << 20);
        }

        client.Client.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, (await ReadAllAsync(server)).LongLength);
    }

    [Fact]
    public async Task Relay_NobodyListens_IsReset()
    {
        _container.Stop();
        using var site = new RelaySite(Tcp, Target);
        using TcpClient client = site.Call();

        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(client));
    }

    [Fact]
    public async Task Relay_ContainerResets_ClientIsReset()
    {
        using var site = new RelaySite(Tcp, Target);
        using TcpClient client = site.Call();
        TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        server.Client.Close(0);

        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(client));
    }

    [Fact]
    public async Task Relay_ClientLeaves_ContainerIsTold()
    {
        using var site = new RelaySite(Tcp, Target);
        TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        client.Client.Close(0);

        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(server));
    }

    [Fact]
    public async Task Relay_OverTheLimit_WaitsForAPlace()
    {
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Connections = 1 });
        using TcpClient first = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        using TcpClient second = site.Call();
        await SendAllAsync(second, "waits"u8.ToArray());
        Assert.False(_container.Pending());

        first.Close();
        server.Close();
        using TcpClient next = await _container.AcceptTcpClientAsync(Cancel);

        Assert.Equal("waits", Encoding.UTF8.GetString(await ReadAllAsync(next)));
    }

    [Fact]
    public async Task Table_LeadsElsewhere_NewCallersGoThereAndOldOnesAreCutOff()
    {
        using var site = new RelaySite(Tcp, Target);
        using TcpClient old = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        site.LeadTo((IPEndPoint)other.LocalEndpoint);
        using TcpClient caller = await CallUntilAsync(site, other);

        Assert.Equal(SocketError.ConnectionReset, await FailureAsync(old));
    }

    [Fact]
    public void Table_HoldsOnly_RefusesCallers()
    {
        using var site = new RelaySite(Tcp, target: null);

        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => site.Call().Dispose()).SocketErrorCode);
    }

    [Fact]
    public async Task Dispose_AfterConnectionsThatTheContainerEnded_PortCanBeBoundAtOnce()
    {
        IPEndPoint host;
        using (var site = new RelaySite(Tcp, Target))
        {
            host = site.Host;
            using TcpClient client = site.Call();
            using (TcpClient server = await _container.AcceptTcpClientAsync(Cancel))
            {
                server.Client.Shutdown(SocketShutdown.Send);
                Assert.Empty(await ReadAllAsync(client));
                client.Client.Shutdown(SocketShutdown.Send);
                Assert.Empty(await ReadAllAsync(server));
            }
        }

        using Fd? next = PortSocket.TryBind(Tcp, host.Address, (ushort)host.Port, out Errno errno);
        Assert.Equal(Errno.None, errno);
    }

    [Fact]
    public void Relay_Listens_NobodyBindsBesideIt()
    {
        using var site = new RelaySite(Tcp, Target);

        using Fd? other = PortSocket.TryBind(Tcp, site.Host.Address, (ushort)site.Host.Port, out Errno errno);

        Assert.Equal(Errno.EADDRINUSE, errno);
    }

    /// <summary>The table is read again a moment later.</summary>
    private static async Task<TcpClient> CallUntilAsync(RelaySite site, TcpListener listener)
    {
        while (true)
        {
            TcpClient caller = site.Call();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(100);
            try
            {
                (await listener.AcceptTcpClientAsync(patience.Token)).Dispose();
                return caller;
            }
            catch (OperationCanceledException)
            {
                caller.Dispose();
            }
        }
    }

    private static async Task SendAllAsync(TcpClient to, byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await to.Client.SendAsync(bytes.AsMemory(sent), Cancel);
        }

        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadAllAsync(TcpClient from)
    {
        using var content = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        while (await from.Client.ReceiveAsync(part.AsMemory(), Cancel) is > 0 and int length)
        {
            content.Write(part, 0, length);
        }

        return content.ToArray();
    }

    private static async Task<SocketError> FailureAsync(TcpClient client) =>
        (await Assert.ThrowsAnyAsync<SocketException>(() => ReadAllAsync(client))).SocketErrorCode;
}
