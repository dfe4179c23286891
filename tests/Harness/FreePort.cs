using System.Net;
using System.Net.Sockets;

namespace Berth.Harness;

/// <summary>
/// Ports for those that must be told one. They are below those that the kernel and daemons give by themselves (from 32768 on), and each is
/// given once: nobody takes a port between its choice and its use.
/// </summary>
public static class FreePort
{
    private const int First = 12000;
    private const int Count = 20000;

    // Test programs run side by side.
    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A port on which nothing of this host listens, whatever the address, by TCP or UDP.</summary>
    /// <param name="count">How many in a row are given; the first is looked at.</param>
    public static int Next(int count = 1)
    {
        while (true)
        {
            int port = First + (int)((uint)(Interlocked.Add(ref s_next, count) - count) % Count);
            if (IsFree(SocketType.Stream, ProtocolType.Tcp, port) && IsFree(SocketType.Dgram, ProtocolType.Udp, port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(SocketType type, ProtocolType protocol, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, type, protocol) { DualMode = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
