using System.Net;
using System.Net.Sockets;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>Clients that never stop asking, while the daemon is killed and comes back.</summary>
public sealed class UnceasingClientTests(ITestOutputHelper output)
{
    private const int Enough = 50;

    [Fact]
    public async Task Kill_OfTheDaemon_LosesNoRequestToAPublishedPort()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's proxies end with it");
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync(
            "run", "-d", "--name", "web", "-p", "80", "-p", "7", Daemon.Busybox, "sh", "-c", "nc -ll -p 7 -e cat & exec httpd -f -p 80 -h /www")).Succeeded();
        int pages = await PortAsync(daemon, 80), echo = await PortAsync(daemon, 7);
        await Condition.WaitAsync("the servers listen", () => ListensAsync(pages, echo));
        List<UnceasingClient> clients = [];
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            clients.Add(await UnceasingClient.OnOneConnectionAsync(new IPEndPoint(address, echo)));
            clients.Add(UnceasingClient.OnNewConnections(new IPEndPoint(address, pages)));
        }

        await AskOnAsync(clients, "before");
        await daemon.KillAsync();
        await AskOnAsync(clients, "while the daemon is down");
        await daemon.StartAgainAsync();
        await AskOnAsync(clients, "after the restart");
        await daemon.StopAsync();
        await AskOnAsync(clients, "after an orderly end");
        await daemon.StartAgainAsync();
        await AskOnAsync(clients, "at last");
        foreach (UnceasingClient client in clients)
        {
            await client.DisposeAsync();
            output.WriteLine($"{client.Name}: {client.Answers} answers, {client.Failures.Count} failures");
        }

        Assert.Empty(clients.SelectMany(static client => client.Failures));
    }

    private static Task AskOnAsync(List<UnceasingClient> clients, string when)
    {
        int[] before = [.. clients.Select(static client => client.Answers)];
        return Condition.WaitAsync(
            $"answers to all {when}", () => clients.Index().All(one => one.Item.Answers >= before[one.Index] + Enough), TimeSpan.FromSeconds(30));
    }

    private static async Task<int> PortAsync(Daemon daemon, int inside)
    {
        string line = (await daemon.RunAsync("port", "web", $"{inside}/tcp")).Succeeded().Lines[0];
        return int.Parse(line[(line.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<bool> ListensAsync(params int[] ports)
    {
        try
        {
            foreach (int port in ports)
            {
                using var once = new TcpClient();
                await once.ConnectAsync(IPAddress.Loopback, port);
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
