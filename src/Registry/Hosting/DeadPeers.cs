using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Berth.Registry.Hosting;

/// <summary>
/// Connections whose other side has gone without a word, as when its power or its cable is pulled, end after a minute (tcp(7), keepalive): the request on one
/// may be appending to an upload, and until it ends nobody can go on with that.
/// </summary>
internal static class DeadPeers
{
    private const int SilentSeconds = 30;
    private const int ProbeSeconds = 10;
    private const int Probes = 3;

    // What is accepted inherits from the socket that listens.
    public static void Detect(SocketTransportOptions transport) => transport.CreateBoundListenSocket = static address =>
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        if (address is IPEndPoint)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilentSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        }

        return socket;
    };
}
