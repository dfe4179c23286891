using System.Net;
using System.Net.Sockets;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>A UDP port: each peer has a flow of its own to the container, for as long as it or the container says something.</summary>
internal sealed class DatagramRelay : PortRelay, IReadyHandler
{
    /// <summary>Datagrams in a row before others have their turn.</summary>
    private const int MaxMoves = 32;

    private const int Udp = 17;

    private readonly RelayContext _context;
    private readonly Fd _socket;
    private readonly ReadyTicket _ticket;
    private readonly Dictionary<DatagramPeer, RelayedFlow> _flows = [];

    /// <param name="socket">Bound; it stays the caller's.</param>
    public DatagramRelay(RelayContext context, Fd socket, IPEndPoint host, IPEndPoint target)
        : base(target)
    {
        _context = context;
        _socket = socket;
        DatagramSocket.TellLocalAddress(socket, host.AddressFamily == AddressFamily.InterNetworkV6);
        _ticket = context.Set.Add(socket, this, PollEvents.Readable);
    }

    public void Ready(ReadyTicket ticket, PollEvents events)
    {
        for (int i = 0; i < MaxMoves; i++)
        {
            int length = DatagramSocket.Receive(_socket, _context.Buffer, out DatagramPeer peer, out Errno errno);
            if (length >= 0)
            {
                FlowOf(peer)?.Forward(_context.Buffer[..length]);
            }
            else if (errno is Errno.EAGAIN or Errno.EINTR)
            {
                return;
            }
        }
    }

    /// <summary>To a peer, from the address that it had called.</summary>
    public void Answer(ReadOnlySpan<byte> datagram, in DatagramPeer peer) => _ = DatagramSocket.TrySend(_socket, datagram, peer);

    /// <summary>The peer is unknown from now on.</summary>
    public void Forget(RelayedFlow flow)
    {
        _flows.Remove(flow.Peer);
        flow.End();
    }

    public override void Dispose()
    {
        CutOff();
        _context.Set.Remove(_ticket, _socket);
    }

    private RelayedFlow? FlowOf(in DatagramPeer peer)
    {
        if (_flows.TryGetValue(peer, out RelayedFlow? flow))
        {
            return flow;
        }

        if (_context.Flows.Count >= _context.Limits.Flows)
        {
            RelayedFlow silent = _context.Flows.MinBy(static one => one.LastUsed)!;
            silent.Relay.Forget(silent);
        }

        // Without a descriptor to be had the datagram is lost.
        if (StreamSocket.TryConnect(Udp, Target, out _) is not { } server)
        {
            return null;
        }

        flow = new RelayedFlow(_context, this, peer, server);
        _flows.Add(peer, flow);
        return flow;
    }

    protected override void CutOff()
    {
        foreach (RelayedFlow flow in _flows.Values.ToArray())
        {
            Forget(flow);
        }
    }
}
