using Berth.Registry.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Berth.Registry.Hosting;

/// <summary>The server's addresses and limits.</summary>
internal static class Listeners
{
    /// <summary>A client may take its time before it goes on: it compresses what it sends, or unpacks what it gets.</summary>
    private static readonly MinDataRate s_leastRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromMinutes(1));

    /// <param name="kestrel">The server's.</param>
    /// <param name="options">The registry's.</param>
    /// <param name="certificate">Null: no TLS.</param>
    public static void Configure(KestrelServerOptions kestrel, RegistryOptions options, ServerCertificate? certificate)
    {
        kestrel.AddServerHeader = false;

        // Each body has a limit of its own kind: blob, manifest, form.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = s_leastRate;
        kestrel.Limits.MinResponseDataRate = s_leastRate;

        // A push over a line of a tenth of a second's delay: 40 MB/s instead of 7.
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
        foreach (ListenAddress address in options.Addresses)
        {
            Listen(kestrel, address, listener => Configure(listener, address.SocketPath is null ? certificate : null));
        }

        foreach (ListenAddress address in options.MetricsAddresses)
        {
            Listen(kestrel, address, static listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                listener.Use(static next => connection =>
                {
                    connection.Features.Set(OperationListener.Instance);
                    return next(connection);
                });
            });
        }
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, Action<ListenOptions> configure)
    {
        if (address.SocketPath is { } path)
        {
            SocketFile.Clear(path);
            kestrel.ListenUnixSocket(path, configure);
        }
        else
        {
            kestrel.Listen(address.EndPoint!, configure);
        }
    }

    private static void Configure(ListenOptions listener, ServerCertificate? certificate)
    {
        if (certificate is null)
        {
            listener.Protocols = HttpProtocols.Http1;
            return;
        }

        listener.Protocols = HttpProtocols.Http1AndHttp2;
        listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Current) });
    }
}
