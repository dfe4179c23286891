using System.Net;
using System.Text;

namespace Berth.Network.HostFiles;

/// <summary>The content of a container's <c>/etc/hosts</c> (hosts(5)), line for line as docker writes it.</summary>
public static class HostsFile
{
    private const string Loopback =
        "127.0.0.1\tlocalhost\n" +
        "::1\tlocalhost ip6-localhost ip6-loopback\n" +
        "fe00::0\tip6-localnet\n" +
        "ff00::0\tip6-mcastprefix\n" +
        "ff02::1\tip6-allnodes\n" +
        "ff02::2\tip6-allrouters\n";

    /// <param name="address">The container's own address; null on <c>--network none</c>.</param>
    /// <param name="hostname">Its host name.</param>
    /// <param name="domainname">Its domain name, or empty. The line then names the full name first.</param>
    /// <param name="extraHosts">Entries of <c>--add-host</c>, name and address, in order.</param>
    public static string Render(
        IPAddress? address, string hostname, string? domainname, IReadOnlyList<(string Name, string Address)> extraHosts)
    {
        var text = new StringBuilder(Loopback);
        foreach ((string name, string extra) in extraHosts)
        {
            text.Append(extra).Append('\t').Append(name).Append('\n');
        }

        if (address is not null && hostname.Length > 0)
        {
            string names = string.IsNullOrEmpty(domainname) ? hostname : $"{hostname}.{domainname} {hostname}";
            text.Append(address).Append('\t').Append(names).Append('\n');
        }

        return text.ToString();
    }
}
