using System.Net;

namespace Berth.Registry.Hosting;

/// <summary>
/// Behind a proxy, a request's address and scheme are what the proxy says of its client: the last entry of <c>X-Forwarded-For</c> that is not a trusted proxy itself,
/// and <c>X-Forwarded-Proto</c>. Of anyone else these headers mean nothing.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app, IReadOnlyList<IPNetwork> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }

        app.Use((http, next) =>
        {
            if (Plain(http.Connection.RemoteIpAddress) is { } from && IsTrusted(proxies, from))
            {
                http.Connection.RemoteIpAddress = Client(http.Request.Headers["X-Forwarded-For"].ToString(), proxies, from);
                if (http.Request.Headers["X-Forwarded-Proto"].ToString() is ("https" or "http") and var scheme)
                {
                    http.Request.Scheme = scheme;
                }
            }

            return next(http);
        });
    }

    /// <summary>Whom a chain of proxies speaks for.</summary>
    /// <param name="forwardedFor">Addresses, the nearest last.</param>
    /// <param name="proxies">Whose word counts.</param>
    /// <param name="from">Who has connected, a trusted one.</param>
    public static IPAddress Client(string forwardedFor, IReadOnlyList<IPNetwork> proxies, IPAddress from)
    {
        IPAddress client = from;
        foreach (string entry in forwardedFor.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (!IPAddress.TryParse(entry, out IPAddress? address))
            {
                return client;
            }

            client = Plain(address)!;
            if (!IsTrusted(proxies, client))
            {
                return client;
            }
        }

        return client;
    }

    private static bool IsTrusted(IReadOnlyList<IPNetwork> proxies, IPAddress address)
    {
        foreach (IPNetwork network in proxies)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
