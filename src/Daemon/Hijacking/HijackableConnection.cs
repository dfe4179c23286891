using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Berth.Daemon.Hijacking;

/// <summary>
/// The connection as Kestrel sees it: the real one, but with its own idea of when it is closed.
/// <para>
/// Kestrel takes a client's half-close for the end of the connection and aborts the output; and it offers no upgrade for a
/// request that has a body, which <c>docker exec</c> sends. Attach and exec need both. So Kestrel is given this connection: as
/// long as nobody hijacks it, a close is passed on and everything is as usual. Once a handler has called <see cref="Hijack"/>,
/// the handler owns the transport, a half-close is just the end of the input, and Kestrel's own abort at the end of the request
/// no longer reaches the socket.
/// </para>
/// <code>
///   socket ── transport ──┬── Kestrel (HTTP/1.1)            until Hijack
///                         └── handler, through IHijack      after it
/// </code>
/// </summary>
internal sealed class HijackableConnection : ConnectionContext, IHijack
{
    private readonly ConnectionContext _inner;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenRegistration _innerClosed;
    private int _hijacked;

    public HijackableConnection(ConnectionContext inner)
    {
        _inner = inner;
        Transport = inner.Transport;
        Features = new FeatureCollection(inner.Features);
        Features.Set<IHijack>(this);
        Features.Set<IConnectionLifetimeFeature>(new Lifetime(this));
        _innerClosed = inner.ConnectionClosed.UnsafeRegister(static state => ((HijackableConnection)state!).PassOnClose(), this);
    }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _closed.Token;
        set => throw new NotSupportedException();
    }

    /// <summary>Hands the transport over. What Kestrel has read beyond the request is still in the input.</summary>
    public IDuplexPipe Hijack()
    {
        if (Interlocked.Exchange(ref _hijacked, 1) != 0)
        {
            throw new InvalidOperationException("The connection is hijacked already.");
        }

        return _inner.Transport;
    }

    /// <summary>Kestrel's abort: the socket's, too, unless somebody else owns it now.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Volatile.Read(ref _hijacked) == 0)
        {
            _inner.Abort(abortReason);
        }

        _closed.Cancel();
    }

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override async ValueTask DisposeAsync()
    {
        await _innerClosed.DisposeAsync();
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private void PassOnClose()
    {
        if (Volatile.Read(ref _hijacked) == 0)
        {
            _closed.Cancel();
        }
    }

    /// <summary>The same answers for whoever asks through the feature instead of the context.</summary>
    private sealed class Lifetime(HijackableConnection connection) : IConnectionLifetimeFeature
    {
        public CancellationToken ConnectionClosed
        {
            get => connection.ConnectionClosed;
            set => throw new NotSupportedException();
        }

        public void Abort() => connection.Abort();
    }
}
