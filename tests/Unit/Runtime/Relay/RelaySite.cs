using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Berth.Linux;
using Berth.Linux.Sockets;
using Berth.Runtime.Relay;

namespace Berth.Unit.Runtime.Relay;

/// <summary>A relay in a loop of its own, from a port of <c>::1</c> to one of 127.0.0.1, where a test plays the container.</summary>
internal sealed class RelaySite : IDisposable
{
    private readonly string _table = Path.GetTempFileName();
    private readonly StopSignal _stop = new();
    private readonly Thread _loop;
    private readonly int _protocol;

    /// <param name="protocol">6 or 17.</param>
    /// <param name="target">Where it leads.</param>
    public RelaySite(int protocol, IPEndPoint? target, RelayLimits? limits = null, TimeProvider? time = null)
    {
        _protocol = protocol;
        Fd socket = PortSocket.TryBind(protocol, IPAddress.IPv6Loopback, 0, out _) ?? throw new InvalidOperationException("no port");
        Host = StreamSocket.LocalEndpoint(socket)!;
        LeadTo(target);
        var service = new PortService([socket], _table, limits ?? new RelayLimits(), time ?? TimeProvider.System, Complaints.Enqueue);
        _loop = new Thread(() => Run(service)) { IsBackground = true };
        _loop.Start();
    }

    /// <summary>The port on the host.</summary>
    public IPEndPoint Host { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Replaces the table, as berthd does.</summary>
    public void LeadTo(IPEndPoint? target)
    {
        File.WriteAllText($"{_table}.new", $"{new HeldPort(_protocol, Host, target)}\n");
        File.Move($"{_table}.new", _table, overwrite: true);
    }

    public TcpClient Call()
    {
        var client = new TcpClient(AddressFamily.InterNetworkV6);
        client.Connect(Host);
        return client;
    }

    public void Dispose()
    {
        _stop.Set();
        _loop.Join();
        _stop.Dispose();
        File.Delete(_table);
    }

    private void Run(PortService service)
    {
        var poll = new PollSet();
        using (service)
        {
            while (true)
            {
                poll.Clear();
                int stop = poll.Add(_stop.Descriptor, PollEvents.Readable);
                service.AddTo(poll);
                poll.Wait(service.TimeToWait());
                if (poll[stop] != PollEvents.None)
                {
                    return;
                }

                service.Serve(poll);
            }
        }
    }

    /// <summary>Ends the loop.</summary>
    private sealed class StopSignal : IDisposable
    {
        private readonly Pipe _pipe = Pipe.Create();

        public Fd Descriptor => _pipe.Reader;

        public void Set() => _pipe.Writer.Write([1]);

        public void Dispose() => _pipe.Dispose();
    }
}
