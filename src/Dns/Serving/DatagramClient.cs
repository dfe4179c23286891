using Berth.Dns.Forwarding;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Dns.Serving;

/// <summary>Somebody who asked over UDP.</summary>
internal sealed class DatagramClient(Fd socket, byte[] peer, int maxSize) : IClient
{
    public int MaxSize => maxSize;

    public bool IsStream => false;

    /// <summary>What cannot be sent is lost, as datagrams are.</summary>
    public void Answer(ReadOnlySpan<byte> message) => InternetSocket.SendTo(socket, message, peer);
}
