using Berth.Dns.Forwarding;
using Berth.Dns.Messages;
using Berth.Dns.Names;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Dns.Serving;

/// <summary>
/// The name server of one container: a state machine over poll(2), without threads, that lives as long as the container whatever becomes of
/// the daemon. Packets reach its sockets from 127.0.0.11:53 of the container's namespace.
/// <code>
///   container ──▶ datagrams ─┬─▶ Resolver ──▶ answer from the tables
///             ──▶ stream ────┘       └──────▶ Forwarder ──▶ the container's servers, from its namespace, or the host's, from the host's
/// </code>
/// Used as poll loops use things: <see cref="AddTo"/>, wait for <see cref="TimeToWait"/> at most, <see cref="Serve"/>.
/// </summary>
public sealed class DnsServer : IDisposable
{
    /// <summary>Connections at once; more wait in the backlog.</summary>
    internal const int MaxClients = 32;

    /// <summary>How long a connection may be silent, milliseconds (RFC 7766 6.2.3: seconds).</summary>
    internal const int IdleTime = 10_000;

    /// <summary>How long nobody is let in when there is no descriptor left, milliseconds.</summary>
    private const int Pause = 1000;

    /// <summary>Datagrams that are read before something else gets its turn.</summary>
    private const int Burst = 64;

    private readonly Fd _datagrams;
    private readonly Fd _stream;
    private readonly TimeProvider _time;
    private readonly KnownNames _names;
    private readonly Resolver _resolver;
    private readonly HostServers _hostServers;
    private readonly Forwarder _forwarder;
    private readonly List<StreamClient> _clients = [];
    private readonly byte[] _question = new byte[StreamClient.MaxQuestion];
    private readonly byte[] _answer = new byte[ushort.MaxValue];
    private readonly byte[] _peer = new byte[InternetSocket.MaxPeer];
    private readonly long _millisecond;
    private ServerSockets? _sockets;
    private int _datagramIndex = -1;
    private int _streamIndex = -1;
    private bool _refreshed;
    private long _pausedUntil = long.MinValue;

    /// <param name="names">What the container is answered from.</param>
    /// <param name="datagrams">A bound socket, the server's from now on.</param>
    /// <param name="stream">A listening one, the server's from now on.</param>
    internal DnsServer(KnownNames names, HostServers hostServers, Fd datagrams, Fd stream, OpenUpstream open, TimeProvider time)
    {
        _names = names;
        _hostServers = hostServers;
        _datagrams = datagrams;
        _stream = stream;
        _time = time;
        _millisecond = time.TimestampFrequency / 1000;
        _resolver = new Resolver(names);
        _forwarder = new Forwarder(open, time, _answer);
    }

    /// <summary>The server of a container.</summary>
    /// <param name="root"><c>EXEC_ROOT/network/dns</c></param>
    /// <param name="containerId">Whose names: a file below <paramref name="root"/>, which may not be there yet.</param>
    /// <param name="datagrams">A bound UDP socket, the server's from now on.</param>
    /// <param name="stream">A listening TCP socket, the server's from now on.</param>
    /// <param name="time">The source of time.</param>
    public static DnsServer Open(string root, string containerId, Fd datagrams, Fd stream, TimeProvider time)
    {
        var names = new KnownNames(root, containerId);
        var sockets = new ServerSockets(names);
        return new DnsServer(names, new HostServers(), datagrams, stream, sockets.Open, time) { _sockets = sockets };
    }

    public void AddTo(PollSet poll)
    {
        ArgumentNullException.ThrowIfNull(poll);
        _datagramIndex = poll.Add(_datagrams, PollEvents.Readable);
        _streamIndex = _clients.Count < MaxClients && _time.GetTimestamp() >= _pausedUntil ? poll.Add(_stream, PollEvents.Readable) : -1;
        foreach (StreamClient client in _clients)
        {
            client.AddTo(poll);
        }

        _forwarder.AddTo(poll);
    }

    /// <summary>Milliseconds until something is due; -1: nothing is.</summary>
    public int TimeToWait()
    {
        int wait = _forwarder.TimeToWait();
        if (_pausedUntil > _time.GetTimestamp())
        {
            wait = wait < 0 ? Pause : Math.Min(wait, Pause);
        }

        foreach (StreamClient client in _clients)
        {
            long left = Math.Max(0, IdleTime - ((_time.GetTimestamp() - client.LastActive) / _millisecond));
            wait = wait < 0 ? (int)left : (int)Math.Min(wait, left);
        }

        return wait;
    }

    public void Serve(PollSet poll)
    {
        ArgumentNullException.ThrowIfNull(poll);
        _refreshed = false;
        if (poll[_datagramIndex] != PollEvents.None)
        {
            ServeDatagrams();
        }

        _forwarder.Serve(poll);
        ServeClients(poll);
        if (_streamIndex >= 0 && poll[_streamIndex] != PollEvents.None)
        {
            Accept();
        }
    }

    public void Dispose()
    {
        _forwarder.Dispose();
        _clients.ForEach(client => client.Dispose());
        _clients.Clear();
        _datagrams.Dispose();
        _stream.Dispose();
        _sockets?.Dispose();
    }

    private void ServeDatagrams()
    {
        for (int i = 0; i < Burst; i++)
        {
            if (Receive(out int peerLength) is not int length)
            {
                return;
            }

            ReadOnlySpan<byte> question = _question.AsSpan(0, length);
            switch (Decide(question, overTcp: false, out int answer))
            {
                case Verdict.Answer:
                    InternetSocket.SendTo(_datagrams, _answer.AsSpan(0, answer), _peer.AsSpan(0, peerLength));
                    break;
                case Verdict.Forward:
                    Forward(new DatagramClient(_datagrams, _peer[..peerLength], MaxSize(question)), question);
                    break;
            }
        }
    }

    /// <summary>An error belongs to a datagram that is lost then.</summary>
    private int? Receive(out int peerLength)
    {
        try
        {
            return InternetSocket.ReceiveFrom(_datagrams, _question, _peer, out peerLength);
        }
        catch (LinuxException)
        {
            peerLength = 0;
            return null;
        }
    }

    private void ServeClients(PollSet poll)
    {
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            StreamClient client = _clients[i];
            if (client.PollIndex >= 0 && poll[client.PollIndex] != PollEvents.None)
            {
                client.LastActive = _time.GetTimestamp();
                client.Go(poll[client.PollIndex]);
            }

            while (client.TryTake(out ReadOnlySpan<byte> question))
            {
                Respond(client, question);
            }

            bool idle = !client.IsWaiting && _time.GetTimestamp() - client.LastActive >= IdleTime * _millisecond;
            if (client.IsOver || idle)
            {
                client.Dispose();
                _clients.RemoveAt(i);
            }
        }
    }

    private void Respond(StreamClient client, ReadOnlySpan<byte> question)
    {
        switch (Decide(question, overTcp: true, out int answer))
        {
            case Verdict.Answer:
                client.Answer(_answer.AsSpan(0, answer));
                break;
            case Verdict.Forward:
                client.IsWaiting = true;
                Forward(client, question);
                break;
        }
    }

    private void Accept()
    {
        try
        {
            if (NonBlocking.Accept(_stream) is { } socket)
            {
                _clients.Add(new StreamClient(socket) { LastActive = _time.GetTimestamp() });
            }
        }
        catch (LinuxException)
        {
            // EMFILE, ENOMEM: it would be reported again and again. Others get their turn when something has come to its end.
            _pausedUntil = _time.GetTimestamp() + (Pause * _millisecond);
        }
    }

    private Verdict Decide(ReadOnlySpan<byte> question, bool overTcp, out int answer)
    {
        if (!_refreshed)
        {
            _names.Refresh();
            _refreshed = true;
        }

        return _resolver.Decide(question, overTcp, _answer, out answer);
    }

    private void Forward(IClient client, ReadOnlySpan<byte> question)
    {
        List<Upstream> servers = [];
        foreach (System.Net.IPAddress server in _names.Container.Servers)
        {
            servers.Add(new Upstream(server, FromContainer: true));
        }

        if (servers.Count == 0)
        {
            _hostServers.AddTo(servers);
        }

        _forwarder.Add(client, question, [.. servers]);
    }

    private static int MaxSize(ReadOnlySpan<byte> question)
    {
        Span<byte> text = stackalloc byte[DomainName.MaxLength];
        return Query.TryRead(question, text, out Query query) ? query.MaxSize : Query.PlainSize;
    }
}
