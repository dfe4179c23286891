using Berth.Harness;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Behaviour that other hosts see, or the host itself.</summary>
[Collection(nameof(MultiHostLab))]
public abstract class LabTest(MultiHostLab lab)
{
    /// <summary>The page that <see cref="BusyboxImage"/> has in /www.</summary>
    internal const string Page = "a page from a container\n";

    private static int s_port = 18000;
    private static int s_subnet;

    internal MultiHostLab Lab { get; } = lab;

    internal Daemon Daemon => Lab.Daemon;

    /// <summary>A port of the lab's host that no other test uses.</summary>
    internal static int NextPort() => Interlocked.Increment(ref s_port);

    /// <summary>A bridge network on subnets that no other test uses, <c>172.20.N.0/24</c> and, if asked, <c>fd00:N::/64</c>.</summary>
    internal async Task<LabNetwork> NetworkAsync(bool ipv6 = false, bool isInternal = false, params (string Name, string Value)[] options)
    {
        int number = Interlocked.Increment(ref s_subnet);
        string name = $"lab-{number}", prefix = $"172.20.{number}", prefix6 = $"fd00:{number:x}:";
        string id = (await Daemon.RunAsync(
        [
            "network", "create", "--subnet", $"{prefix}.0/24",
            .. ipv6 ? ["--ipv6", "--subnet", $"{prefix6}:/64"] : Array.Empty<string>(),
            .. isInternal ? ["--internal"] : Array.Empty<string>(),
            .. options.SelectMany(static option => (string[])["--opt", $"{option.Name}={option.Value}"]),
            name,
        ])).Succeeded().Text;
        return new LabNetwork(Daemon, name, id, prefix, prefix6);
    }

    /// <summary>A container with ports published, <c>[ADDRESS:][PORT:]80</c>.</summary>
    internal Task<LabContainer> StartAsync(LabNetwork network, params string[] ports) => LabContainer.StartAsync(Daemon, Options(network, ports), serves: false);

    /// <summary>The same, and it serves the page on port 80.</summary>
    internal Task<LabContainer> ServeAsync(LabNetwork network, params string[] ports) => LabContainer.StartAsync(Daemon, Options(network, ports), serves: true);

    /// <summary>All tables of the host as nft(8) prints them.</summary>
    internal Task<string> RulesetAsync() => Lab.Host.ShellAsync("nft list ruleset");

    private static IEnumerable<string> Options(LabNetwork network, string[] ports) =>
        ["--network", network.Name, .. ports.SelectMany(static port => (string[])["--publish", port])];
}
