using System.Net;
using System.Text;
using Berth.Linux;
using Berth.Linux.Sockets;
using Berth.Runtime.Monitor;

namespace Berth.Runtime.Relay;

/// <summary>
/// Holds a container's published ports: nobody else can bind them while it lives, and where the kernel cannot redirect (<c>::1</c>; IPv6
/// to a container without it), what reaches a socket is relayed to the container. The kernel redirects everything else before it
/// comes here.
/// <code>
///   ::1, or IPv6 of a container without ──▶ socket of the port ──▶ relay ──▶ 172.17.0.2:80
///   all others                          ──▶ nftables ──────────────────────▶ 172.17.0.2:80
/// </code>
/// Which port leads where is in a table that berthd renames into place, and which is read again when it is another file. It goes on
/// while berthd is down.
/// </summary>
internal sealed class PortService : IMonitorService
{
    /// <summary>A table with every port of both protocols on both families has less.</summary>
    private const int MaxTableSize = 32 << 20;

    /// <summary>How often what is over is looked for, while there is something that can be over.</summary>
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1);

    /// <summary>How long a table that was looked at counts as the latest.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(20);

    private readonly string _table;
    private readonly Action<string> _complain;
    private readonly RelayContext _context;
    private readonly List<HeldSocket> _sockets;
    private (FileIdentity, DateTime)? _read;
    private long _lookedAt;
    private long _lastRound;
    private int _index = -1;

    /// <param name="sockets">Bound to the ports; this object's from now on.</param>
    /// <param name="table">Lines of <see cref="HeldPort"/>.</param>
    /// <param name="limits">Of all the ports together.</param>
    /// <param name="time">Tells silence.</param>
    /// <param name="complain">Told of a port that cannot be relayed, and of a table that cannot be read.</param>
    public PortService(IReadOnlyList<Fd> sockets, string table, RelayLimits limits, TimeProvider time, Action<string> complain)
    {
        _table = table;
        _complain = complain;
        _context = new RelayContext(limits, time);
        _sockets = [.. sockets.Select(static socket => new HeldSocket(socket))];
        ReadTable();
    }

    public void AddTo(PollSet poll) => _index = poll.Add(_context.Set.Descriptor, PollEvents.Readable);

    public int TimeToWait() => _context.Set.HasQueue ? 0 : _context.NeedsRounds ? (int)s_round.TotalMilliseconds : -1;

    public void Serve(PollSet poll)
    {
        if (poll[_index] != PollEvents.None || _context.Set.HasQueue)
        {
            if (_context.Time.GetElapsedTime(_lookedAt) >= s_fresh)
            {
                ReadTable();
            }

            _context.Set.Serve();
            _context.Admit(always: false);
        }

        if (_context.NeedsRounds && _context.Time.GetElapsedTime(_lastRound) >= s_round)
        {
            _lastRound = _context.Time.GetTimestamp();
            ForgetSilent();
            _context.Rest();
            _context.Admit(always: true);
        }
    }

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        _sockets.Clear();
        _context.Dispose();
    }

    private void ForgetSilent()
    {
        long now = _context.Time.GetTimestamp();
        foreach (RelayedFlow flow in _context.Flows.Where(one => _context.Time.GetElapsedTime(one.LastUsed, now) >= _context.Limits.FlowIdleTime).ToArray())
        {
            flow.Relay.Forget(flow);
        }
    }

    /// <summary>Follows the table, if there is a new one. A table that cannot be read changes nothing.</summary>
    private void ReadTable()
    {
        _lookedAt = _context.Time.GetTimestamp();
        try
        {
            if (FileIdentity.Of(_table) is not { } identity || (identity, File.GetLastWriteTimeUtc(_table)) is var version && version == _read)
            {
                return;
            }

            _read = version;
            Follow(Encoding.UTF8.GetString(BoundedFile.ReadAll(_table, MaxTableSize)).Split('\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _complain($"ports: {e.Message}");
        }
    }

    private void Follow(IEnumerable<string> lines)
    {
        Dictionary<(int Protocol, IPEndPoint Host), IPEndPoint?> ports = [];
        foreach (string line in lines)
        {
            if (HeldPort.TryParse(line) is { } port)
            {
                ports[(port.Protocol, port.Host)] = port.Target;
            }
        }

        foreach (HeldSocket socket in _sockets.Where(static socket => socket.Host is not null))
        {
            try
            {
                socket.LeadTo(ports.GetValueOrDefault((socket.Protocol, socket.Host!)), _context);
            }
            catch (LinuxException e)
            {
                _complain($"port {socket.Host}: {e.Message}");
            }
        }
    }
}
