using System.Net;

namespace Berth.RegistryClient.Hosts;

/// <summary>The transports of hosts that have no settings of their own.</summary>
/// <param name="proxy">Through which proxy to go; null: what .NET finds in the environment.</param>
public sealed class HostTransports(IWebProxy? proxy = null) : IHostTransports
{
    public static HostTransports Default { get; } = new();

    public HttpMessageHandler Create(RegistryHost host)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = proxy,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 64 * 1024,
        };
        if (host.IsInsecure)
        {
#pragma warning disable CA5359 // The administrator has said that nobody need vouch for this host (insecure-registries), or it is on the loopback.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }
}
