using System.Globalization;
using System.Net;
using System.Text;

namespace Berth.Dns;

/// <summary>
/// A resolver configuration (resolv.conf(5)): what is read of the host's, and what a container gets. As docker does for its default
/// bridge: the host's servers without loopback ones, which a container could not reach; a value given for the container replaces the
/// host's of the same kind.
/// </summary>
public sealed record ResolvConf
{
    /// <summary>The host's file.</summary>
    public const string HostPath = "/etc/resolv.conf";

    /// <summary>Where systemd-resolved keeps the real servers, when <see cref="HostPath"/> names only its stub on 127.0.0.53.</summary>
    public const string SystemdResolvedPath = "/run/systemd/resolve/resolv.conf";

    /// <summary>Where containers on user networks ask.</summary>
    public const string OwnServer = "127.0.0.11";

    private const string Dots = "ndots:";

    /// <summary>Docker's last resort when no server is left: Google's.</summary>
    private static readonly string[] s_fallback = ["8.8.8.8", "8.8.4.4"];

    public IReadOnlyList<string> Nameservers { get; init; } = [];

    public IReadOnlyList<string> Search { get; init; } = [];

    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Reads a file's content. Comments, unknown keywords and malformed addresses are left out; the last search or domain line wins.</summary>
    public static ResolvConf Parse(string content)
    {
        List<string> nameservers = [], options = [];
        string[] search = [];
        foreach (string line in content.Split('\n'))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver" when IPAddress.TryParse(words[1], out _):
                    nameservers.Add(words[1]);
                    break;
                case "search" or "domain":
                    search = words[1..];
                    break;
                case "options":
                    options.AddRange(words[1..]);
                    break;
            }
        }

        return new ResolvConf { Nameservers = nameservers, Search = search, Options = options };
    }

    /// <summary>Whether this is only systemd-resolved's stub, so that <see cref="SystemdResolvedPath"/> is the file to read.</summary>
    public bool IsSystemdStub => Nameservers.Count == 1 && Nameservers[0] == "127.0.0.53";

    /// <summary>
    /// The host's configuration: <see cref="HostPath"/>, or systemd-resolved's file behind the stub. A missing file is an empty one.
    /// </summary>
    public static ResolvConf ReadHost(Func<string, string?> read)
    {
        ResolvConf host = Parse(read(HostPath) ?? "");
        return host.IsSystemdStub && read(SystemdResolvedPath) is { } upstream ? Parse(upstream) : host;
    }

    /// <summary>The configuration of a container on the default bridge.</summary>
    /// <param name="dns">Servers of <c>--dns</c>; empty: the host's, without loopback and (the bridge being IPv4) IPv6 ones.</param>
    /// <param name="search"><c>--dns-search</c>; empty: the host's; a single <c>.</c>: none.</param>
    /// <param name="options"><c>--dns-option</c>; empty: the host's.</param>
    public ResolvConf ForBridge(IReadOnlyList<string> dns, IReadOnlyList<string> search, IReadOnlyList<string> options)
    {
        IReadOnlyList<string> servers = dns.Count > 0 ? dns : [.. Nameservers.Where(ReachableFromBridge)];
        return new ResolvConf
        {
            Nameservers = servers.Count > 0 ? servers : s_fallback,
            Search = search.Count == 0 ? Search : search is ["."] ? [] : search,
            Options = options.Count > 0 ? options : Options,
        };
    }

    /// <summary>The configuration of a container on the host's network: the host's, loopback servers too.</summary>
    public ResolvConf ForHost(IReadOnlyList<string> dns, IReadOnlyList<string> search, IReadOnlyList<string> options) => new()
    {
        Nameservers = dns.Count > 0 ? dns : Nameservers,
        Search = search.Count == 0 ? Search : search is ["."] ? [] : search,
        Options = options.Count > 0 ? options : Options,
    };

    /// <summary>
    /// The configuration of a container on a user network: our server, which forwards what it does not know; every name is asked as it is before
    /// search domains are tried, unless somebody wants it otherwise.
    /// </summary>
    public ResolvConf ForNetwork(IReadOnlyList<string> search, IReadOnlyList<string> options)
    {
        // As docker: an ndots that is no number goes.
        string[] all = [.. (options.Count > 0 ? options : Options).Where(static option => !IsDotsOption(option) || DotsOf(option) >= 0)];
        return new ResolvConf
        {
            Nameservers = [OwnServer],
            Search = search.Count == 0 ? Search : search is ["."] ? [] : search,
            Options = Array.Exists(all, IsDotsOption) ? all : [.. all, "ndots:0"],
        };
    }

    public static bool IsDotsOption(string option) => option == "ndots" || option.StartsWith(Dots, StringComparison.Ordinal);

    /// <summary>The number of an <c>ndots:N</c>; -1: it is another option, or has none.</summary>
    public static int DotsOf(string option) => option.StartsWith(Dots, StringComparison.Ordinal)
        && int.TryParse(option.AsSpan(Dots.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int dots) ? Math.Max(dots, -1) : -1;

    /// <summary>The file's content.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        foreach (string server in Nameservers)
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        if (Search.Count > 0)
        {
            text.Append("search ").AppendJoin(' ', Search).Append('\n');
        }

        if (Options.Count > 0)
        {
            text.Append("options ").AppendJoin(' ', Options).Append('\n');
        }

        return text.ToString();
    }

    private static bool ReachableFromBridge(string server) =>
        IPAddress.TryParse(server, out IPAddress? address)
        && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
        && !IPAddress.IsLoopback(address);
}
