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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Relay_BothWays_CarriesEveryByte(int pipes)
    {
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Pipes = pipes });
        byte[] up = RandomNumberGenerator.GetBytes(3_000_001), down = RandomNumberGenerator.GetBytes(2_000_003);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);

        Task<byte[]> received = ReadAllAsync(server), answered = ReadAllAsync(client);
        await Task.WhenAll(SendAllAsync(client, up), SendAllAsync(server, down));

        Assert.Equal(up, await received);
        Assert.Equal(down, await answered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Relay_EightAtOnce_EachHasItsOwnBytes(int pipes)
    {
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Pipes = pipes });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EchoAsync(site)));

        async Task EchoAsync(RelaySite to)
        {
            byte[] content = RandomNumberGenerator.GetBytes(1_500_007);
            using TcpClient client = to.Call();
            using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
            Task<byte[]> answer = ReadAllAsync(client);
            Task echo = server.GetStream().CopyToAsync(server.GetStream(), Cancel).ContinueWith(
                _ => server.Client.Shutdown(SocketShutdown.Send), Cancel, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            await SendAllAsync(client, content);
            await echo;

            // Which caller's call was accepted is not known: what comes back through the same connection is.
            Assert.Equal(content, await answer);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16 * 1024 - 1, 1)]
    [InlineData(16 * 1024, 0)]
    [InlineData(64 * 1024, 1)]
    [InlineData(64 * 1024 + 1, 0)]
    [InlineData(256 * 1024 - 1, 1)]
    [InlineData(256 * 1024, 1)]
    [InlineData(256 * 1024 + 1, 1)]
    [InlineData(1024 * 1024 + 17, 0)]
    [InlineData(1024 * 1024 + 17, 1)]
    [InlineData(20_000_003, 1)]
    public async Task Relay_ReceiverBeginsLate_HashIsTheSame(int length, int pipes)
    {
        _container.Server.ReceiveBufferSize = 32 * 1024;
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Pipes = pipes });
        byte[] content = RandomNumberGenerator.GetBytes(length);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);

        // Each piece has another length, so that pieces and pipes do not end together.
        Task sending = SendInPiecesAsync(client, content);
        await WaitUntilStuckAsync(client, sending);

        Assert.Equal(SHA256.HashData(content), SHA256.HashData(await ReadAllAsync(server)));
        await sending;
        await SendAllAsync(server, "answer"u8.ToArray());
        Assert.Equal("answer", Encoding.UTF8.GetString(await ReadAllAsync(client)));
    }

    [Fact]
    public async Task Relay_BrokenWithBytesInThePipe_TheNextOneHearsNothingOfThem()
    {
        _container.Server.ReceiveBufferSize = 32 * 1024;
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Pipes = 1 });
        using (TcpClient stuck = site.Call())
        {
            using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
            Fill(stuck, new byte[64 * 1024]);
            stuck.Client.Close(0);
            Assert.Equal(SocketError.ConnectionReset, await FailureAsync(server));
        }

        byte[] content = RandomNumberGenerator.GetBytes(3_000_001);
        using TcpClient client = site.Call();
        using TcpClient next = await _container.AcceptTcpClientAsync(Cancel);
        Task sending = SendAllAsync(client, content);

        Assert.Equal(content, await ReadAllAsync(next));
        await sending;
    }

    [Fact]
    public async Task Relay_StuckConnectionsHaveAllPipes_OthersAreServed()
    {
        _container.Server.ReceiveBufferSize = 32 * 1024;
        using var site = new RelaySite(Tcp, Target, new RelayLimits { Pipes = 2 });
        List<TcpClient> stuck = [];
        for (int i = 0; i < 3; i++)
        {
            stuck.Add(site.Call());
            stuck.Add(await _container.AcceptTcpClientAsync(Cancel));
            Fill(stuck[^2], new byte[64 * 1024]);
        }

        byte[] content = RandomNumberGenerator.GetBytes(3_000_001);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        Task sending = SendAllAsync(client, content);
        byte[] received = await ReadAllAsync(server);
        await sending;
        stuck.ForEach(static one => one.Dispose());

        Assert.Equal(content, received);
    }

    [Fact]
    public async Task Relay_UrgentByte_HoldsNothingUp()
    {
        using var site = new RelaySite(Tcp, Target);
        using TcpClient client = site.Call();
        using TcpClient server = await _container.AcceptTcpClientAsync(Cancel);
        client.Client.Send("before"u8);
        client.Client.Send("!"u8, SocketFlags.OutOfBand);
        client.Client.Send("after"u8);
        client.Client.Shutdown(SocketShutdown.Send);

        string received = Encoding.UTF8.GetString(await ReadAllAsync(server));

        Assert.StartsWith("before", received, StringComparison.Ordinal);
        Assert.EndsWith("after", received, StringComparison.Ordinal);
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
        long sent = Fill(client, new byte[64 * 1024]);
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

    /// <summary>Sends the part again and again until nothing more is taken; how many bytes were.</summary>
    private static long Fill(TcpClient client, byte[] part)
    {
        client.Client.Blocking = false;
        long sent = 0;
        while (client.Client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite))
        {
            sent += client.Client.Send(part, SocketFlags.None, out SocketError error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock);
            Assert.InRange(sent, 0, 256 << 20);
        }

        return sent;
    }

    /// <summary>Until all has been sent, or nothing more is taken for a while.</summary>
    private static async Task WaitUntilStuckAsync(TcpClient client, Task sending)
    {
        while (!sending.IsCompleted && client.Client.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite))
        {
            await Task.Yield();
        }
    }

    private static async Task SendInPiecesAsync(TcpClient to, byte[] bytes)
    {
        for (int sent = 0, piece = 1; sent < bytes.Length; piece = Math.Min((2 * piece) + 1, 300_000))
        {
            sent += await to.Client.SendAsync(bytes.AsMemory(sent, Math.Min(piece, bytes.Length - sent)), Cancel);
        }

        to.Client.Shutdown(SocketShutdown.Send);
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
