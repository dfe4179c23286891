using Berth.Engine.Logs;
using Berth.Engine.Monitors;
using Berth.Engine.Streams;
using Berth.Runtime.Logs;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Attaching;

/// <summary>A client's attach, from the request to its end. Disposing leaves the lobby or closes the connection to the monitor.</summary>
public sealed class AttachSession : IAsyncDisposable
{
    private readonly AttachOptions _request;
    private readonly MonitorStreams _streams;
    private readonly string? _log;
    private readonly Action _detached;
    private AttachLobby.Guest? _guest;
    private MonitorConnection? _monitor;

    internal AttachSession(bool hasTerminal, AttachOptions request, MonitorStreams streams, string? log, Action detached)
    {
        HasTerminal = hasTerminal;
        _request = request;
        _streams = streams;
        _log = log;
        _detached = detached;
    }

    /// <summary>Whether the client gets a terminal's bytes, or frames.</summary>
    public bool HasTerminal { get; }

    private bool Framed => !HasTerminal && !_request.Plain;

    /// <summary>Serves the client until the container ends, or it detaches or goes away.</summary>
    public async Task RunAsync(IClientStream client, CancellationToken cancellation)
    {
        if (_log is not null)
        {
            await ReplayAsync(client, _log, cancellation);
        }

        if (_guest is not null)
        {
            _monitor = await _guest.Admitted.WaitAsync(cancellation);
        }

        if (_monitor is null)
        {
            return;
        }

        var pump = new MonitorPump(_monitor, client)
        {
            Framed = Framed,
            Stdin = _streams.HasFlag(MonitorStreams.Stdin),
            DetachKeys = HasTerminal ? _request.DetachKeys : default,
        };
        if (await pump.RunAsync(cancellation) == PumpEnd.Detached)
        {
            _detached();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _guest?.Dispose();
        if (_monitor is not null)
        {
            await _monitor.DisposeAsync();
        }
    }

    internal void Enter(AttachLobby.Guest guest) => _guest = guest;

    internal void Enter(MonitorConnection monitor) => _monitor = monitor;

    private async Task ReplayAsync(IClientStream client, string log, CancellationToken cancellation)
    {
        var format = new LogFormat { Framed = Framed, Stdout = _request.Stdout, Stderr = _request.Stderr };
        await LogCopier.CopyAsync(new JsonFileLogReader(log), new LogReadOptions(), format, client.Output, cancellation);
    }
}
