using System.Net;
using Berth.Dns.Forwarding;
using Berth.Dns.Names;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Linux.Sockets;

namespace Berth.Dns.Serving;

/// <summary>
/// Opens sockets towards servers, in the host's network namespace or in the container's: the calling thread steps in, opens the socket, and
/// steps back. Only for a process with one thread that matters.
/// </summary>
internal sealed class ServerSockets(KnownNames names) : IDisposable
{
    private const int Port = 53;

    /// <summary>Where we listen: a container that names it as its server would have us ask ourselves.</summary>
    private static readonly IPAddress s_own = new([127, 0, 0, 11]);

    private Fd? _host;

    /// <summary>See <see cref="OpenUpstream"/>.</summary>
    public Fd? Open(Upstream server, bool isStream)
    {
        try
        {
            var endpoint = new IPEndPoint(server.Address, Port);
            return !server.FromContainer ? InternetSocket.Connect(endpoint, isStream)
                : server.Address.Equals(s_own) ? null
                : OpenInContainer(endpoint, isStream);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public void Dispose() => _host?.Dispose();

    private Fd OpenInContainer(IPEndPoint endpoint, bool isStream)
    {
        _host ??= NetworkNamespace.OpenCurrent();
        using (Fd container = Fd.Open(names.Container.NamespacePath, OpenFlags.O_RDONLY))
        {
            NetworkNamespace.Enter(container);
        }

        try
        {
            return InternetSocket.Connect(endpoint, isStream);
        }
        finally
        {
            NetworkNamespace.Enter(_host);
        }
    }
}
