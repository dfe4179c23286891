using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary>Names on user networks, as a container's resolver and dig in its namespace see them.</summary>
public sealed class NameTests(SharedDaemon shared) : CliTest(shared), IAsyncLifetime
{
    private const string Server = "127.0.0.11";

    private readonly string _network = NewName();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        await TextAsync("network", "create", _network);
    }

    public async ValueTask DisposeAsync()
    {
        if (Target.HasBridge)
        {
            await TextAsync("network", "rm", _network);
        }
    }

    [Fact]
    public async Task Ask_NameAliasOrShortId_IsTheContainersAddress()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network, "--network-alias", "the-alias");
        await using TestContainer client = await StartSleeperAsync("--network", _network);
        string address = await AddressAsync(web, _network);

        foreach (string name in new[] { web.Name, web.Name.ToUpperInvariant(), "the-alias", (await web.InspectAsync("{{.Id}}"))[..12], $"{web.Name}.{_network}" })
        {
            Assert.Equal($"{name}. 600 IN A {address}", await DigAsync(client, name));
            Assert.Equal($"{name}. 600 IN A {address}", await DigAsync(client, "+tcp", name));
        }

        Assert.Contains(address, await client.ShellAsync($"nslookup {web.Name}"), StringComparison.Ordinal);
        Assert.Contains("1 packets received", await client.ShellAsync($"ping -c 1 -W 20 {web.Name}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_Address_IsNameAndNetwork()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);
        string address = await AddressAsync(web, _network);

        Assert.EndsWith($" 600 IN PTR {web.Name}.{_network}.", await DigAsync(web, "-x", address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_OtherFamilyOfAName_IsEmpty()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);

        string answer = await DigTextAsync(web, "+comments", web.Name, "AAAA");

        Assert.Contains("status: NOERROR", answer, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AliasOfSeveral_GivesAllInTurns()
    {
        await using TestContainer first = await StartSleeperAsync("--network", _network, "--network-alias", "all");
        await using TestContainer second = await StartSleeperAsync("--network", _network, "--network-alias", "all");
        HashSet<string> leaders = [];
        for (int i = 0; i < 40 && leaders.Count < 2; i++)
        {
            string[] answers = (await DigAsync(first, "all")).Split('\n');
            Assert.Equal(2, answers.Length);
            leaders.Add(answers[0]);
        }

        Assert.Equal(2, leaders.Count);
    }

    [Fact]
    public async Task Ask_ContainerLeaves_NameIsGone()
    {
        await using TestContainer client = await StartSleeperAsync("--network", _network, "--dns-option", "ndots:1");
        await using (TestContainer web = await StartSleeperAsync("--network", _network, "--network-alias", "short-lived"))
        {
            Assert.NotEqual("", await DigAsync(client, "short-lived"));
        }

        Assert.Equal("", await DigAsync(client, "short-lived"));
    }

    [Fact]
    public async Task Ask_OtherNetwork_IsNotSeenUntilConnected()
    {
        string other = NewName();
        await TextAsync("network", "create", other);
        try
        {
            await using TestContainer web = await StartSleeperAsync("--network", other);
            await using TestContainer client = await StartSleeperAsync("--network", _network, "--dns-option", "ndots:1");
            Assert.Equal("", await DigAsync(client, web.Name));

            await TextAsync("network", "connect", other, client.Name);
            Assert.EndsWith($" {await AddressAsync(web, other)}", await DigAsync(client, web.Name), StringComparison.Ordinal);

            await TextAsync("network", "disconnect", other, client.Name);
            Assert.Equal("", await DigAsync(client, web.Name));
        }
        finally
        {
            await TextAsync("network", "rm", other);
        }
    }

    [Fact]
    public async Task Ask_ContainerOfTheDefaultBridge_GetsNamesWhenItIsConnected()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);
        await using TestContainer client = await StartSleeperAsync();
        Assert.DoesNotContain(Server, await client.ShellAsync("cat /etc/resolv.conf"), StringComparison.Ordinal);

        await TextAsync("network", "connect", "--alias", "late", _network, client.Name);

        Assert.Contains($"nameserver {Server}\n", await client.ShellAsync("cat /etc/resolv.conf"), StringComparison.Ordinal);
        Assert.Contains($"{await AddressAsync(client, _network)}\t", await client.ShellAsync("cat /etc/hosts"), StringComparison.Ordinal);
        Assert.Contains(await AddressAsync(web, _network), await client.ShellAsync($"nslookup {web.Name}"), StringComparison.Ordinal);
        Assert.NotEqual("", await DigAsync(web, "late"));

        string address = await AddressAsync(client, _network);
        await TextAsync("network", "disconnect", _network, client.Name);
        Assert.DoesNotContain(address, await client.ShellAsync("cat /etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ContainerChangedItsResolver_IsLeftAlone()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 overwrites it at the first connect; 28 does not");
        await using TestContainer client = await StartSleeperAsync();
        await client.ShellAsync("echo nameserver 192.0.2.1 > /etc/resolv.conf; echo 192.0.2.9 mine >> /etc/hosts");

        await TextAsync("network", "connect", _network, client.Name);

        Assert.Equal("nameserver 192.0.2.1", await client.ShellAsync("cat /etc/resolv.conf"));
        string hosts = await client.ShellAsync("cat /etc/hosts");
        Assert.Contains("192.0.2.9 mine", hosts, StringComparison.Ordinal);
        Assert.Contains(await AddressAsync(client, _network), hosts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_Link_IsKnownToItsContainerOnly()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);
        await using TestContainer client = await StartSleeperAsync("--network", _network, "--link", $"{web.Name}:linked", "--dns-option", "ndots:1");
        await using TestContainer other = await StartSleeperAsync("--network", _network, "--dns-option", "ndots:1");

        Assert.EndsWith($" {await AddressAsync(web, _network)}", await DigAsync(client, "linked"), StringComparison.Ordinal);
        Assert.Equal("", await DigAsync(other, "linked"));
    }

    [Fact]
    public async Task Ask_OnAnInternalNetwork_IsNotForwarded()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 forwards, which CVE-2024-29018 is about");
        string inner = NewName();
        await TextAsync("network", "create", "--internal", inner);
        try
        {
            await using TestContainer client = await StartSleeperAsync("--network", inner);
            Assert.Contains("status: SERVFAIL", await DigTextAsync(client, "+comments", "example.org"), StringComparison.Ordinal);
            Assert.NotEqual("", await DigAsync(client, client.Name));
        }
        finally
        {
            await TextAsync("network", "rm", inner);
        }
    }

    [Fact]
    public async Task Ask_OwnServer_IsAskedFromTheContainersNamespace()
    {
        // The server is a container of the same network: nobody else could reach it at its loopback address.
        await using TestContainer client = await StartSleeperAsync("--network", _network, "--dns", "127.0.0.77");
        string process = await client.InspectAsync("{{.State.Pid}}");
        using ScriptedNameServer server = ScriptedNameServer.Start(process, "127.0.0.77");

        Assert.Equal("example.org. 60 IN A 1.2.3.4", await DigAsync(client, "example.org"));
        Assert.Equal("example.org. 60 IN A 1.2.3.4", await DigAsync(client, "+tcp", "example.org"));
    }

    [Fact]
    public async Task Ask_ContainerListensOnPort53Itself_BothAnswer()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);
        string process = await web.InspectAsync("{{.State.Pid}}");
        using ScriptedNameServer server = ScriptedNameServer.Start(process, "0.0.0.0");

        Assert.NotEqual("", await DigAsync(web, web.Name));
        CommandResult own = await Command.RunAsync("nsenter", ["-t", process, "-n", "dig", "@127.0.0.1", "+short", "anything"]);
        Assert.Equal("1.2.3.4", own.Succeeded().Text);
    }

    [Fact]
    public async Task Ask_SharedNetwork_IsAnsweredToo()
    {
        await using TestContainer web = await StartSleeperAsync("--network", _network);

        Assert.Contains(
            await AddressAsync(web, _network),
            await ShellAsync($"nslookup {web.Name}", "--network", $"container:{web.Name}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OnAUserNetwork_AreDockers()
    {
        string text = await ShellAsync(
            "cat /etc/resolv.conf; tail -n 3 /etc/hosts",
            "--network", _network, "--dns", "192.0.2.53", "--dns-search", "a.b", "--dns-search", "c.d", "--dns-option", "timeout:2", "--hostname", "h", "--domainname", "dom.org",
            "--add-host", "one:192.0.2.7", "--add-host", "gate:host-gateway");

        foreach (string line in new[] { $"nameserver {Server}\n", "search a.b c.d\n", "options timeout:2 ndots:0\n" })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }

        Assert.Matches(@"192\.0\.2\.7\tone\n[0-9.]+\tgate\n[0-9.]+\th\.dom\.org h$", text);
    }

    private static Task<string> AddressAsync(TestContainer container, string network) =>
        container.InspectAsync($"{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}");

    /// <summary>The answer's records, spaces made one.</summary>
    private static async Task<string> DigAsync(TestContainer container, params string[] question)
    {
        string text = await DigTextAsync(container, ["+answer", .. question]);
        return string.Join('\n', text.Split('\n').Select(line => string.Join(' ', line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries))));
    }

    private static async Task<string> DigTextAsync(TestContainer container, params string[] question)
    {
        string process = await container.InspectAsync("{{.State.Pid}}");
        CommandResult result = await Command.RunAsync("nsenter", ["-t", process, "-n", "dig", $"@{Server}", "+noall", "+time=8", "+tries=1", .. question]);
        return result.Succeeded().Text;
    }
}
