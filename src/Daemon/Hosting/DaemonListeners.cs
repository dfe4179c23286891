using System.Net;
using System.Net.Sockets;
using Berth.Daemon.Hijacking;
using Berth.Engine.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Berth.Daemon.Hosting;

/// <summary>The sockets that the API is served on: those of the options, TCP ones behind TLS, and those that systemd has opened.</summary>
internal sealed class DaemonListeners(DaemonOptions options, TlsIdentity? tls, InheritedSockets inherited)
{
    /// <exception cref="IOException">The name of an interface is unknown.</exception>
    public void Configure(KestrelServerOptions kestrel)
    {
        foreach (HostAddress host in options.Hosts)
        {
            if (host.SocketPath is { } path)
            {
                kestrel.ListenUnixSocket(path, Plain);
            }
            else if (host.TcpHost is { } name)
            {
                int port = host.TcpPort ?? (tls is null ? HostAddress.PlainPort : HostAddress.TlsPort);
                kestrel.Listen(AddressOf(name), port, Protected);
            }
        }

        foreach (InheritedSocket socket in inherited.Sockets)
        {
            kestrel.ListenHandle(socket.HandOver(), socket.IsNetwork ? Protected : Plain);
        }
    }

    private static IPAddress AddressOf(string name)
    {
        try
        {
            return IPAddress.TryParse(name, out IPAddress? address) ? address
                : name == "localhost" ? IPAddress.Loopback
                : System.Net.Dns.GetHostAddresses(name)[0];
        }
        catch (SocketException e)
        {
            throw new IOException($"failed to load listeners: listen tcp: lookup {name}: no such host", e);
        }
    }

    private static void Plain(ListenOptions listener)
    {
        listener.Protocols = HttpProtocols.Http1;
        listener.UseHijacking();
    }

    /// <summary>TLS first: what is taken over from the HTTP server is what goes through it.</summary>
    private void Protected(ListenOptions listener)
    {
        if (tls is not null)
        {
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.Current) });
        }

        Plain(listener);
    }
}
