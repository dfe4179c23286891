using System.Text;
using Berth.Dns;

namespace Berth.Network.HostFiles;

/// <summary>
/// The content of a container's <c>/etc/resolv.conf</c>: what resolvers read, and comments that say where it comes from, in docker's form:
/// <code>
/// nameserver 127.0.0.11
/// options ndots:0
///
/// # Based on host file: '/etc/resolv.conf' (internal resolver)
/// # ExtServers: [host(192.0.2.1)]
/// # Overrides: []
/// # Option ndots from: internal
/// </code>
/// </summary>
public sealed record ResolvConfFile
{
    private const string Head =
        "# Written by Berth. Once it has been changed by somebody else, Berth leaves it as it is.\n\n";

    /// <summary>The host's.</summary>
    public required ResolvConf Host { get; init; }

    /// <summary><c>--dns</c></summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary><c>--dns-search</c></summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary><c>--dns-option</c></summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public string Render(ResolvConfKind kind)
    {
        ResolvConf content = kind switch
        {
            ResolvConfKind.Host => Host.ForHost(Servers, Search, Options),
            ResolvConfKind.Bridge => Host.ForBridge(Servers, Search, Options),
            _ => Host.ForNetwork(Search, Options),
        };
        string note = kind switch
        {
            ResolvConfKind.Host => "",
            ResolvConfKind.Bridge => " (legacy)",
            _ => " (internal resolver)",
        };
        var text = new StringBuilder(Head).Append(content.Render()).Append($"\n# Based on host file: '{ResolvConf.HostPath}'{note}\n");
        if (kind == ResolvConfKind.Internal)
        {
            text.Append($"# ExtServers: [{string.Join(' ', Servers.Count > 0 ? Servers : Host.Nameservers.Select(static server => $"host({server})"))}]\n");
        }

        text.Append($"# Overrides: [{string.Join(' ', Overrides())}]\n");
        return kind == ResolvConfKind.Internal ? text.Append($"# Option ndots from: {DotsSource()}\n").ToString() : text.ToString();
    }

    private IEnumerable<string> Overrides()
    {
        if (Servers.Count > 0)
        {
            yield return "nameservers";
        }

        if (Search.Count > 0)
        {
            yield return "search";
        }

        if (Options.Count > 0)
        {
            yield return "options";
        }
    }

    private string DotsSource() =>
        Options.Any(HasDots) ? "override"
        : Options.Count == 0 && Host.Options.Any(HasDots) ? "host"
        : "internal";

    private static bool HasDots(string option) => ResolvConf.DotsOf(option) >= 0;
}
