using System.Net;
using System.Net.Sockets;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

public sealed class PortTests : CliTest
{
    private static readonly string[] Server = ["httpd", "-f", "-p", "80", "-h", "/www"];

    // Busybox has no UDP server; Debian's perl, which every Debian host has, is one in a line.
    private const string UdpEcho =
        "socket S,PF_INET,SOCK_DGRAM,0; bind S,sockaddr_in(53,INADDR_ANY); while($a=recv S,$b,1500,0){send S,$b,0,$a}";

    private static readonly string[] HostPrograms = ["-v", "/usr:/usr:ro", "-v", "/lib:/lib:ro", "-v", "/lib64:/lib64:ro"];

    public PortTests(SharedDaemon shared)
        : base(shared) => Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

    [Theory]
    [InlineData("{0}:80", "127.0.0.1")]
    [InlineData("127.0.0.1:{0}:80", "127.0.0.1")]
    [InlineData("0.0.0.0:{0}:80/tcp", "127.0.0.1")]
    [InlineData("{0}:80", "[::1]")]
    [InlineData("[::1]:{0}:80", "[::1]")]
    [InlineData("[::]:{0}:80", "[::1]")]
    public async Task Publish_TcpPort_AnswersFromTheHost(string form, string address)
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync("-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, port));

        Assert.Equal("a page from a container\n", await FetchAsync(address, port));
        Assert.Contains($":{port}", await TextAsync("port", container.Name, "80/tcp"), StringComparison.Ordinal);
        Assert.Contains($":{port}->80/tcp", await TextAsync("ps", "--filter", $"name={container.Name}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_OnAllAddresses_AnswersOnTheHostsOwn()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync("-p", $"{port}:80");

        foreach (IPAddress address in await HostAddressesAsync())
        {
            string host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
            Assert.Equal("a page from a container\n", await FetchAsync(host, port));
        }
    }

    [Fact]
    public async Task Publish_WithoutAddress_IsTheSamePortOfBothFamilies()
    {
        await using TestContainer container = await ServeAsync("-p", "80", "-p", "81/udp");

        foreach (string key in new[] { "80/tcp", "81/udp" })
        {
            string[] ports = [.. (await TextAsync("port", container.Name, key)).Split('\n').Select(static line => line[(line.LastIndexOf(':') + 1)..])];
            Assert.Equal(2, ports.Length);
            Assert.Equal(ports[0], ports[1]);
        }
    }

    [Fact]
    public async Task Publish_Range_TakesTheFirstThatIsFree()
    {
        int first = FreePort.Next(21);
        await using TestContainer container = await ServeAsync("-p", $"{first}:80");
        await using TestContainer next = await ServeAsync("-p", $"{first}-{first + 20}:80");

        string port = (await next.InspectAsync("{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}")).Trim();

        Assert.InRange(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), first + 1, first + 20);
        Assert.Equal("a page from a container\n", await FetchAsync("127.0.0.1", int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("127.0.0.1:{0}:80", "[::1]:{0}:80")]
    [InlineData("127.0.0.1:{0}:80", "127.0.0.2:{0}:80")]
    [InlineData("{0}:80/tcp", "{0}:80/udp")]
    public async Task Publish_SamePortElsewhere_IsFree(string one, string other)
    {
        int port = FreePort.Next();
        await using TestContainer first = await ServeAsync("-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, one, port));
        await using TestContainer second = await ServeAsync("-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, other, port));
    }

    [Theory]
    [InlineData("{0}:80", "127.0.0.1:{0}:80")]
    [InlineData("{0}:80", "[::1]:{0}:80")]
    [InlineData("[::1]:{0}:80", "{0}:80")]
    public async Task Publish_PortOfAnotherOnOneOfItsAddresses_IsRefused(string one, string other)
    {
        int port = FreePort.Next();
        await using TestContainer first = await ServeAsync("-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, one, port));
        string name = NewName();

        CommandResult result = (await RunAsync(
            "run", "--name", name, "-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, other, port), Busybox, "true")).Exited(125);

        // dockerd 20.10 finds another address of the port only when its proxy cannot bind it.
        Assert.Contains(Target.IsDockerd ? "already " : "port is already allocated", result.Error, StringComparison.Ordinal);
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Publish_NobodyListensInside_IsRefusedAtOnce()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's proxy takes the connection and breaks it off");
        int port = FreePort.Next();
        await using TestContainer container = await StartSleeperAsync("-p", $"{port}:80");

        await Assert.ThrowsAnyAsync<SocketException>(() => ReadOneAsync(IPAddress.Loopback, port));
        await Assert.ThrowsAnyAsync<SocketException>(() => ReadOneAsync(IPAddress.IPv6Loopback, port));
    }

    [Fact]
    public async Task Publish_PausedContainer_AnswersWhenItGoesOn()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync("-p", $"{port}:80");
        Assert.Equal("a page from a container\n", await FetchAsync("[::1]", port));
        await TextAsync("pause", container.Name);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };

        Task<string> relayed = client.GetStringAsync(new Uri($"http://[::1]:{port}/"), TestContext.Current.CancellationToken);
        Task<string> direct = client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
        await TextAsync("unpause", container.Name);

        Assert.Equal("a page from a container\n", await relayed);
        Assert.Equal("a page from a container\n", await direct);
    }

    [Fact]
    public async Task Publish_WithoutHostPort_GetsAFreeOne()
    {
        await using TestContainer container = await ServeAsync("-p", "80");

        string line = (await TextAsync("port", container.Name, "80")).Split('\n')[0];

        Assert.Equal("a page from a container\n", await FetchAsync("127.0.0.1", int.Parse(line[(line.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("127.0.0.1:{0}:53/udp", "127.0.0.1")]
    [InlineData("[::1]:{0}:53/udp", "::1")]
    [InlineData("{0}:53/udp", "::1")]
    public async Task Publish_UdpPort_AnswersFromTheHost(string form, string address)
    {
        int port = FreePort.Next();
        string name = NewName();
        await TextAsync([
            "run", "-d", "--name", name, "-p", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, port), .. HostPrograms, Busybox, "/usr/bin/perl", "-MSocket", "-e", UdpEcho]);
        await using var container = new TestContainer(Daemon, name);
        var target = new IPEndPoint(IPAddress.Parse(address), port);
        using var client = new UdpClient(target.AddressFamily);
        client.Connect(target);
        byte[] question = Encoding.UTF8.GetBytes("hello");

        string answer = "";
        await Condition.WaitAsync("an answer by UDP", async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await client.SendAsync(question, patience.Token);
                answer = Encoding.UTF8.GetString((await client.ReceiveAsync(patience.Token)).Buffer);
                return true;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                return false;
            }
        });

        Assert.Equal("hello", answer);
    }

    [Fact]
    public async Task Publish_PortOfAnotherContainer_IsRefused()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync("-p", $"{port}:80");
        string name = NewName();

        CommandResult result = (await RunAsync("run", "--name", name, "-p", $"{port}:80", Busybox, "true")).Exited(125);

        Assert.Contains("port is already allocated", result.Error, StringComparison.Ordinal);
        Assert.Contains("driver failed programming external connectivity on endpoint", result.Error, StringComparison.Ordinal);
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Publish_PortOfAHostProgram_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string name = NewName();

        CommandResult result = (await RunAsync("run", "--name", name, "-p", $"{port}:80", Busybox, "true")).Exited(125);

        Assert.Contains("address already in use", result.Error, StringComparison.Ordinal);
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Publish_AfterStop_IsFreeAgain()
    {
        int port = FreePort.Next();
        await using TestContainer container = await ServeAsync("-p", $"{port}:80");
        await TextAsync("stop", "-t", "0", container.Name);

        using var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        listener.Stop();
        await TextAsync("start", container.Name);

        Assert.Equal("a page from a container\n", await FetchAsync("127.0.0.1", port));
    }

    private async Task<TestContainer> ServeAsync(params IEnumerable<string> options)
    {
        string name = NewName();
        (await RunAsync(["run", "-d", "--name", name, .. options, Busybox, .. Server])).Succeeded();
        return new TestContainer(Daemon, name);
    }

    /// <summary>The page at an address, once the server inside has begun to listen.</summary>
    private static async Task<string> FetchAsync(string host, int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        string page = "";
        await Condition.WaitAsync($"a page from {host}:{port}", async () =>
        {
            try
            {
                page = await client.GetStringAsync(new Uri($"http://{host}:{port}/"));
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
        return page;
    }

    private static async Task<IPAddress[]> HostAddressesAsync() =>
        [.. (await Command.RunAsync("hostname", ["-I"])).Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(IPAddress.Parse)];

    /// <summary>Connects and reads; the failure of either is the result.</summary>
    private static async Task ReadOneAsync(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, port, TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[1], SocketFlags.None, TestContext.Current.CancellationToken);
    }
}
