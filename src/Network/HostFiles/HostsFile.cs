using System.Net;
using System.Text;

namespace Berth.Network.HostFiles;

/// <summary>The content of a container's <c>/etc/hosts</c> (hosts(5)), line for line as docker writes it.</summary>
public static class HostsFile
{
    private const string Loopback =
        "127.0.0.1\tlocalhost\n" +
        "::1\tlocalhost ip6-localhost ip6-loopback\n" +
        "fe00::\tip6-localnet\n" +
        "ff00::\tip6-mcastprefix\n" +
        "ff02::1\tip6-allnodes\n" +
        "ff02::2\tip6-allrouters\n";

    /// <param name="addresses">The container's own, of all its networks; none on <c>--network none</c>.</param>
    /// <param name="hostname">Its host name.</param>
    /// <param name="domainname">Its domain name, or empty.</param>
    /// <param name="extraHosts">Entries of <c>--add-host</c> and links, names and address, in order.</param>
    public static string Render(
        IEnumerable<IPAddress> addresses, string hostname, string? domainname, IReadOnlyList<(string Names, string Address)> extraHosts)
    {
        var text = new StringBuilder(Loopback);
        foreach ((string names, string extra) in extraHosts)
        {
            text.Append(extra).Append('\t').Append(names).Append('\n');
        }

        return text.AppendJoin("", OwnLines(addresses, hostname, domainname)).ToString();
    }

    /// <summary>
    /// The file when the container's addresses are others: the lines of those that it had go, those of the new ones are added at the end. All
    /// else stays, for the container may have written it.
    /// </summary>
    public static string Replace(
        string content, IEnumerable<IPAddress> before, IEnumerable<IPAddress> after, string hostname, string? domainname)
    {
        string[] old = [.. OwnLines(before, hostname, domainname)], wanted = [.. OwnLines(after, hostname, domainname)];
        var text = new StringBuilder();
        foreach (string line in content.Split('\n', StringSplitOptions.None))
        {
            if (!old.Contains(line + "\n", StringComparer.Ordinal) || wanted.Contains(line + "\n", StringComparer.Ordinal))
            {
                text.Append(line).Append('\n');
            }
        }

        // What was behind the last line end is no line.
        text.Length -= 1;
        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }

        return text.AppendJoin("", wanted.Except(old, StringComparer.Ordinal)).ToString();
    }

    /// <summary>The file when somebody else has another address: the lines with exactly these names get it.</summary>
    public static string Move(string content, string names, IPAddress address) => string.Join(
        '\n', content.Split('\n').Select(line => line.EndsWith("\t" + names, StringComparison.Ordinal) ? $"{address}\t{names}" : line));

    /// <summary>A line an address: the full name, and the part before its first dot where it has one.</summary>
    private static IEnumerable<string> OwnLines(IEnumerable<IPAddress> addresses, string hostname, string? domainname)
    {
        if (hostname.Length == 0)
        {
            return [];
        }

        string full = string.IsNullOrEmpty(domainname) ? hostname : $"{hostname}.{domainname}";
        int dot = full.IndexOf('.', StringComparison.Ordinal);
        string names = dot > 0 ? $"{full} {full[..dot]}" : full;
        return addresses.Select(address => $"{address}\t{names}\n");
    }
}
