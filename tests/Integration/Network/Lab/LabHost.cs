using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>A host of the lab: a network namespace of the test's own.</summary>
internal sealed class LabHost : LabPlace, IAsyncDisposable
{
    private readonly string _name;

    private LabHost(string name)
        : base($"/run/netns/{name}") => _name = name;

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

    /// <summary>Hardware address of an interface.</summary>
    public async Task<string> MacAsync(string link) => $"{JsonNode.Parse(await IpAsync($"-j link show {link}"))![0]!["address"]}";

    /// <summary>Whether the kernel has interfaces of a kind.</summary>
    /// <param name="kind">With its options, as ip-link(8) has them.</param>
    /// <param name="on">The interface that they are made on; null: none.</param>
    public async Task<bool> HasKindAsync(string kind, string? on = null) =>
        (await RunAsync("sh", "-c", $"ip link add {(on is null ? "" : $"link {on}")} name tried0 type {kind} && ip link del tried0")).ExitCode == 0;

    /// <summary>Sets <c>net.NAME</c> of this host, <c>ipv4/ip_forward</c> for instance.</summary>
    public Task SetAsync(string name, int value) => ShellAsync($"echo {value} > /proc/sys/net/{name}");

    public Task<string> ReadAsync(string name) => ShellAsync($"cat /proc/sys/net/{name}");

    public async ValueTask DisposeAsync() => await Command.RunAsync("ip", ["netns", "delete", _name]);
}
