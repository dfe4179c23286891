using System.Net;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>A socket that holds a port, as the socket itself tells what it is.</summary>
internal sealed class HeldSocket(Fd socket) : IDisposable
{
    private const int Tcp = 6;
    private const int Udp = 17;

    private PortRelay? _relay;

    public int Protocol { get; } = StreamSocket.ProtocolOf(socket);

    /// <summary>What it is bound to.</summary>
    public IPEndPoint? Host { get; } = StreamSocket.LocalEndpoint(socket);

    /// <summary>Relays what reaches the socket; null: nobody is answered.</summary>
    /// <exception cref="LinuxException">Somebody else listens there (SO_REUSEADDR).</exception>
    public void LeadTo(IPEndPoint? target, RelayContext context)
    {
        if (target is null)
        {
            _relay?.Dispose();
            _relay = null;
        }
        else if (_relay is not null)
        {
            _relay.Target = target;
        }
        else
        {
            _relay = Protocol switch
            {
                Tcp => new StreamRelay(context, socket, target),
                Udp => new DatagramRelay(context, socket, Host!, target),
                _ => null,
            };
        }
    }

    public void Dispose()
    {
        _relay?.Dispose();
        socket.Dispose();
    }
}
