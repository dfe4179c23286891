using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>A host of the lab: a network namespace of the test's own.</summary>
internal sealed class LabHost : IAsyncDisposable
{
    private readonly string _name;

    private LabHost(string name) => _name = name;

    /// <summary>The namespace as a file.</summary>
    public string Namespace => $"/run/netns/{_name}";

    public static async Task<LabHost> StartAsync(string role)
    {
        var host = new LabHost($"berth-lab-{Environment.ProcessId}-{role}");
        (await Command.RunAsync("ip", ["netns", "add", host._name])).Succeeded();
        await host.IpAsync("link set lo up");
        return host;
    }

    /// <summary>Joins two hosts by a wire.</summary>
    public static async Task ConnectAsync(LabHost left, string leftName, LabHost right, string rightName) => (await Command.RunAsync(
        "ip", ["-n", left._name, "link", "add", leftName, "type", "veth", "peer", "name", rightName, "netns", right._name])).Succeeded();

    /// <summary>Gives an interface addresses, IPv6 ones without a wait, and sets it up.</summary>
    public async Task ConfigureAsync(string link, params string[] addresses)
    {
        await SetAsync($"ipv6/conf/{link}/accept_dad", 0);
        foreach (string address in addresses)
        {
            await IpAsync($"addr add {address} dev {link}{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}");
        }

        await IpAsync($"link set {link} up");
    }

    /// <summary>Runs <c>ip ARGUMENTS</c> here; it must succeed.</summary>
    public async Task<string> IpAsync(string arguments) =>
        (await Command.RunAsync("ip", ["-n", _name, .. arguments.Split(' ')])).Succeeded().Text;

    /// <summary>Runs a program here.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> line) => Command.RunAsync("nsenter", [$"--net={Namespace}", "--", .. line]);

    /// <summary>Runs a shell line here; it must succeed.</summary>
    public async Task<string> ShellAsync(string script) => (await RunAsync("sh", "-c", script)).Succeeded().Text;

    /// <summary>Sets <c>net.NAME</c> of this host, <c>ipv4/ip_forward</c> for instance.</summary>
    public Task SetAsync(string name, int value) => ShellAsync($"echo {value} > /proc/sys/net/{name}");

    public Task<string> ReadAsync(string name) => ShellAsync($"cat /proc/sys/net/{name}");

    /// <summary>Asks for the page at an address from here.</summary>
    /// <returns>The answer; empty when none came within a second.</returns>
    public async Task<string> FetchAsync(string address, int port) => (await RunAsync("sh", "-c", Fetch(address, port))).Output;

    /// <summary>A shell line that prints the answer to a request for <c>/</c>. Not wget: Debian's static busybox crashes in it.</summary>
    public static string Fetch(string address, int port) => $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 1 {address} {port}";

    /// <summary>A shell line that succeeds once an address has answered an echo request, of twenty at most.</summary>
    public static string Ping(string address) => $"for i in $(seq 20); do busybox ping -c 1 -W 2 {address} && break; done";

    public async ValueTask DisposeAsync() => await Command.RunAsync("ip", ["netns", "delete", _name]);
}
