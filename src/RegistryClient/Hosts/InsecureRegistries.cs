using System.Net;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// The registries whose certificate need not be vouched for, and that may be spoken to over plain HTTP: named ones, and those in
/// address ranges. Loopback always is among them, as dockerd 28 has it.
/// </summary>
public sealed class InsecureRegistries
{
    private static readonly string[] s_always = ["::1/128", "127.0.0.0/8"];

    private readonly HashSet<string> _names;
    private readonly IPNetwork[] _networks;

    private InsecureRegistries(IReadOnlyList<string> names, IReadOnlyList<string> ranges)
    {
        Names = names;
        Ranges = ranges;
        _names = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        _networks = [.. ranges.Select(IPNetwork.Parse)];
    }

    /// <summary>Only what is always insecure.</summary>
    public static InsecureRegistries Default { get; } = Parse([]);

    /// <summary><c>HOST</c> or <c>HOST:PORT</c>, in the order given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Address ranges in CIDR notation, as docker lists them: those given, then IPv6 and IPv4 loopback.</summary>
    public IReadOnlyList<string> Ranges { get; }

    /// <summary>Reads the items of <c>insecure-registries</c>: hosts, hosts with a port, CIDR ranges; a leading <c>http://</c> or
    /// <c>https://</c> is taken off, as docker does.</summary>
    /// <exception cref="FormatException">An item is none of these; the message is docker's.</exception>
    public static InsecureRegistries Parse(IEnumerable<string> items)
    {
        var names = new List<string>();
        var ranges = new List<string>();
        foreach (string given in items.Concat(s_always))
        {
            string item = WithoutScheme(given);
            if (Range(item) is string range)
            {
                AddOnce(ranges, range);
                continue;
            }

            AddOnce(names, HostPort(item) ? item : throw new FormatException($"insecure registry {given} is not valid: invalid host \"{item}\""));
        }

        return new InsecureRegistries(names, ranges);
    }

    /// <summary>Whether a registry is named, or is an address in a range.</summary>
    /// <param name="host"><c>HOST</c> or <c>HOST:PORT</c>.</param>
    public bool Contains(string host) => _names.Contains(host) || (IPAddress.TryParse(HostOf(host), out IPAddress? address) && Contains(address));

    /// <summary>Whether an address is in a range.</summary>
    public bool Contains(IPAddress address) =>
        _networks.Any(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>The host of <c>HOST[:PORT]</c>, without the brackets of an IPv6 address.</summary>
    internal static string HostOf(string host)
    {
        int colon = host.LastIndexOf(':');
        bool hasPort = colon > host.LastIndexOf(']') && host.IndexOf(':', StringComparison.Ordinal) == colon;
        string name = hasPort || (host.StartsWith('[') && colon > host.IndexOf(']', StringComparison.Ordinal)) ? host[..colon] : host;
        return name.Trim('[', ']');
    }

    private static string WithoutScheme(string item)
    {
        int scheme = item.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return item;
        }

        return item[..scheme].ToLowerInvariant() is "http" or "https"
            ? item[(scheme + 3)..]
            : throw new FormatException($"insecure registry {item} should not contain '://'");
    }

    /// <summary>As Go's <c>net.ParseCIDR</c>: bits past the prefix are dropped.</summary>
    internal static string? Range(string item)
    {
        int slash = item.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(item.AsSpan(0, slash), out IPAddress? address)
            || !int.TryParse(item.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out int length))
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (int bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return $"{new IPAddress(bytes)}/{length}";
    }

    private static bool HostPort(string item)
    {
        if (item.Length == 0 || item.AsSpan().IndexOfAnyExcept(s_hostBytes) >= 0 || item[0] == '-')
        {
            return false;
        }

        string host = HostOf(item);
        if (host.Contains(':', StringComparison.Ordinal))
        {
            return IPAddress.TryParse(host, out _) && PortOf(item, item.IndexOf(']', StringComparison.Ordinal) + 1);
        }

        return host.Length > 0 && PortOf(item, host.Length);
    }

    private static readonly System.Buffers.SearchValues<char> s_hostBytes =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]");

    private static bool PortOf(string item, int at) =>
        at == 0 || at == item.Length || (item[at] == ':' && ushort.TryParse(item.AsSpan(at + 1), out _));

    private static void AddOnce(List<string> list, string item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }
}
