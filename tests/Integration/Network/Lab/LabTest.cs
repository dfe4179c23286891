using System.Globalization;
using System.Net;
using Berth.Harness;
using Berth.Network.Networks;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;
using Xunit;

namespace Berth.Integration.Network.Lab;

/// <summary>Behaviour that other hosts see, or the host itself.</summary>
[Collection(nameof(MultiHostLab))]
public abstract class LabTest(MultiHostLab lab)
{
    internal const string Page = "a page from a container\n";

    private static int s_port = 18000;
    private static int s_subnet;

    internal MultiHostLab Lab { get; } = lab;

    /// <summary>A port of the lab's host that no other test uses.</summary>
    internal static int NextPort() => Interlocked.Increment(ref s_port);

    /// <summary>A network on subnets that no other test uses, <c>172.20.N.0/24</c> and, if asked, <c>fd00:N::/64</c>.</summary>
    internal async Task<LabNetwork> NetworkAsync(bool ipv6 = false, bool isInternal = false, params (string Name, string Value)[] options)
    {
        int number = Interlocked.Increment(ref s_subnet);
        string prefix = $"172.20.{number}", prefix6 = $"fd00:{number:x}:";
        List<SubnetRequest> subnets = [new SubnetRequest($"{prefix}.0/24", null, null, null)];
        if (ipv6)
        {
            subnets.Add(new SubnetRequest($"{prefix6}:/64", null, null, null));
        }

        var request = new NetworkRequest
        {
            Name = $"lab-{number}",
            EnableIPv6 = ipv6,
            Internal = isInternal,
            Subnets = subnets,
            Options = options.ToDictionary(static option => option.Name, static option => option.Value),
        };
        return new LabNetwork(Lab.Engine, await Lab.Engine.DoAsync(controller => controller.Create(request)), prefix, prefix6);
    }

    /// <summary>A container with ports published, <c>[ADDRESS:][PORT:]80</c>.</summary>
    internal async Task<LabContainer> StartAsync(LabNetwork network, params string[] ports)
    {
        var request = new SandboxRequest
        {
            ContainerId = $"lab{Guid.NewGuid():N}",
            Attachments = [new AttachmentRequest { NetworkId = network.Id }],
            Ports = [.. ports.Select(Binding)],
        };
        return new LabContainer(Lab.Engine, await Lab.Engine.DoAsync(controller => controller.Connect(request)), Lab.Pages);
    }

    /// <summary>The same, and it serves a page on port 80.</summary>
    internal async Task<LabContainer> ServeAsync(LabNetwork network, params string[] ports)
    {
        LabContainer container = await StartAsync(network, ports);
        await container.ServeAsync();
        return container;
    }

    /// <summary>Asks for the page until it is there: on a slow machine, an answer may take longer than one attempt's second.</summary>
    /// <param name="fetch">How, from a host or a container.</param>
    /// <param name="address">Of what address.</param>
    /// <param name="port">And port.</param>
    internal static Task AssertPageAsync(Func<string, int, Task<string>> fetch, string address, int port) => Condition.WaitAsync(
        $"the page is at {address} port {port}", async () => (await fetch(address, port)).EndsWith(Page, StringComparison.Ordinal));

    /// <summary>All tables of the host as nft(8) prints them.</summary>
    internal Task<string> RulesetAsync() => Lab.Host.ShellAsync("nft list ruleset");

    private static PortBinding Binding(string text)
    {
        string[] parts = text.Split(':');
        return new PortBinding
        {
            ContainerPort = ushort.Parse(parts[^1], CultureInfo.InvariantCulture),
            HostPort = parts.Length > 1 ? ushort.Parse(parts[^2], CultureInfo.InvariantCulture) : (ushort)0,
            HostIP = parts.Length > 2 ? IPAddress.Parse(parts[0]) : null,
        };
    }
}
