using System.Net;
using System.Text;

namespace Berth.Dns.Names;

/// <summary>
/// How one container's questions are answered, as a file of lines:
/// <code>
/// namespace /run/berth/netns/1a2b…     its network namespace
/// server 1.1.1.1                       --dns: asked from the container's namespace; none: the host's servers, from the host's
/// internal                             only internal networks: nothing is forwarded
/// ndots                                --dns-option ndots:N: a name without a dot that nobody has is not forwarded
/// network 3c4d… front                  in the order in which they are asked: ID and name
/// link 3c4d… db database               of that network: who is asked for as "db" here is "database" there
/// </code>
/// </summary>
public sealed record ContainerNames
{
    /// <summary>As docker: more servers than that are not asked (resolv.conf(5) has the same limit).</summary>
    public const int MaxServers = 3;

    private const int MaxName = 255;

    /// <summary>A file that stands for the container's network namespace.</summary>
    public required string NamespacePath { get; init; }

    /// <summary>Servers of the container's own, asked from its namespace. Empty: the host's.</summary>
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>It is on internal networks only: what is not known is not asked elsewhere, for that would be a way out (CVE-2024-29018).</summary>
    public bool IsInternal { get; init; }

    /// <summary>The container has an <c>ndots</c> option of its own: it tries search domains itself, names without a dot stay here.</summary>
    public bool HasDotsOption { get; init; }

    /// <summary>Networks whose names are answered, the one that is asked first first.</summary>
    public IReadOnlyList<NetworkReference> Networks { get; init; } = [];

    /// <summary>Reads what <see cref="Render"/> wrote. Lines that are not understood are left out.</summary>
    public static ContainerNames Parse(string content)
    {
        string path = "";
        bool isInternal = false, hasDots = false;
        List<IPAddress> servers = [];
        List<NetworkReference> networks = [];
        foreach (string line in content.Split('\n'))
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "namespace" when words.Length > 1:
                    path = line["namespace ".Length..];
                    break;
                case "server" when words.Length == 2 && servers.Count < MaxServers && IPAddress.TryParse(words[1], out IPAddress? server):
                    servers.Add(server);
                    break;
                case "internal":
                    isInternal = true;
                    break;
                case "ndots":
                    hasDots = true;
                    break;
                case "network" when words.Length == 3:
                    networks.Add(new NetworkReference(words[1], words[2]));
                    break;
                case "link" when words.Length == 4 && networks.Find(network => network.Id == words[1]) is { } of:
                    of.AddLink(words[2], words[3]);
                    break;
            }
        }

        return new ContainerNames
        {
            NamespacePath = path, Servers = servers, IsInternal = isInternal, HasDotsOption = hasDots, Networks = networks,
        };
    }

    /// <summary>The file's content. Names that no question can name (spaces, control characters, too long) are left out.</summary>
    public string Render()
    {
        var text = new StringBuilder().Append("namespace ").Append(NamespacePath).Append('\n');
        foreach (IPAddress server in Servers)
        {
            text.Append("server ").Append(server).Append('\n');
        }

        text.Append(IsInternal ? "internal\n" : "").Append(HasDotsOption ? "ndots\n" : "");
        foreach (NetworkReference network in Networks)
        {
            text.Append("network ").Append(network.Id).Append(' ').Append(network.Name).Append('\n');
            foreach ((string alias, string target) in network.Links)
            {
                if (CanBeAsked(alias) && CanBeAsked(target))
                {
                    text.Append("link ").Append(network.Id).Append(' ').Append(alias).Append(' ').Append(target).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>Whether a name is a word that fits a line of our files.</summary>
    public static bool CanBeAsked(string name) =>
        name.Length is > 0 and <= MaxName && !name.AsSpan().ContainsAnyInRange('\0', ' ') && !name.Contains('\x7f', StringComparison.Ordinal);
}
