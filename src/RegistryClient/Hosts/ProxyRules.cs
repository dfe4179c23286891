using System.Net;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Which proxy a request goes through. The rules are those of Go's <c>httpproxy</c>, since that is what docker's users write
/// <c>NO_PROXY</c> for:
/// <list type="bullet">
/// <item><c>example.com</c> means the domain and everything below it, <c>.example.com</c> and <c>*.example.com</c> only what is below;</item>
/// <item><c>10.0.0.1</c> an address, <c>10.0.0.0/8</c> a range (compared with addresses as they are written: no name is resolved);</item>
/// <item><c>:PORT</c> after a host or an address limits it to that port; <c>*</c> alone means no proxy at all;</item>
/// <item><c>localhost</c> and loopback addresses never go through a proxy.</item>
/// </list>
/// </summary>
public sealed class ProxyRules : IWebProxy, ICredentials
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly bool _never;
    private readonly List<(IPAddress Address, int Port)> _addresses = [];
    private readonly List<IPNetwork> _ranges = [];
    private readonly List<(string Suffix, bool Itself, int Port)> _domains = [];

    /// <exception cref="FormatException">The address of a proxy is none.</exception>
    public ProxyRules(ProxySettings settings)
    {
        _http = ParseProxy(settings.HttpProxy);
        _https = ParseProxy(settings.HttpsProxy);
        foreach (string item in settings.NoProxy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (item == "*")
            {
                _never = true;
                return;
            }

            Add(item.ToLowerInvariant());
        }
    }

    /// <summary>Those in the proxies' own addresses.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("a proxy's user and password are part of its address");
    }

    /// <summary>Whether there is any proxy at all.</summary>
    public bool IsEmpty => _http is null && _https is null;

    /// <summary>The proxy for an address; null where it is reached directly.</summary>
    public Uri? GetProxy(Uri destination)
    {
        Uri? proxy = destination.Scheme == Uri.UriSchemeHttps ? _https : _http;
        return proxy is not null && !Bypasses(destination.IdnHost.Trim('[', ']').ToLowerInvariant(), destination.Port) ? proxy : null;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>What a proxy wants to know of the user, from its own address; null where that says nothing.</summary>
    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        Uri? proxy = new[] { uri, _https, _http }.FirstOrDefault(p => p?.UserInfo.Length > 0 && p.Authority == uri.Authority);
        if (proxy is null)
        {
            return null;
        }

        string[] parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>Reads a proxy's address; without a scheme, <c>http://</c> is meant. Empty: null.</summary>
    /// <exception cref="FormatException">It is no address, or of a scheme other than http, https and socks5.</exception>
    public static Uri? ParseProxy(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        string whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(whole, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.Scheme is "http" or "https" or "socks5"
            ? uri
            : throw new FormatException($"invalid proxy address \"{ProxySettings.Masked(text)}\"");
    }

    private void Add(string item)
    {
        if (item.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(InsecureRegistries.Range(item) ?? item, out IPNetwork range))
        {
            _ranges.Add(range);
            return;
        }

        (string host, int port) = SplitPort(item);
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            _addresses.Add((Plain(address), port));
            return;
        }

        if (host.StartsWith("*.", StringComparison.Ordinal))
        {
            host = host[1..];
        }

        if (host.Length == 0)
        {
            return;
        }

        bool itself = host[0] != '.';
        _domains.Add((itself ? $".{host}" : host, itself, port));
    }

    private bool Bypasses(string host, int port)
    {
        if (_never || host == "localhost")
        {
            return true;
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            address = Plain(address);
            if (IPAddress.IsLoopback(address)
                || _ranges.Any(r => r.Contains(address))
                || _addresses.Any(a => a.Address.Equals(address) && (a.Port < 0 || a.Port == port)))
            {
                return true;
            }
        }

        return _domains.Any(d => (d.Port < 0 || d.Port == port)
            && (host.EndsWith(d.Suffix, StringComparison.Ordinal) || (d.Itself && host.AsSpan().SequenceEqual(d.Suffix.AsSpan(1)))));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Port -1: any. An IPv6 address has a port only behind its brackets.</summary>
    private static (string Host, int Port) SplitPort(string item)
    {
        int colon = item.LastIndexOf(':');
        bool has = colon >= 0 && colon > item.LastIndexOf(']') && (item[0] == '[' || item.IndexOf(':', StringComparison.Ordinal) == colon);
        if (!has)
        {
            return (item.Trim('[', ']'), -1);
        }

        // A port that is none matches nothing.
        string host = item[..colon].Trim('[', ']');
        return (host, int.TryParse(item.AsSpan(colon + 1), out int port) ? port : 0);
    }
}
