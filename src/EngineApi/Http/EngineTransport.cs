namespace Berth.EngineApi.Http;

/// <summary>
/// A two-way connection to a daemon: a socket, TLS over one, or a program that passes on what it is given. One thread may read while
/// another writes.
/// </summary>
public abstract class EngineTransport : IDisposable
{
    /// <summary>Reads at least a byte; 0 at the end.</summary>
    /// <exception cref="global::System.Net.Sockets.SocketException">The connection broke.</exception>
    /// <exception cref="IOException">What carries the connection failed.</exception>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Writes all bytes.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Half-close: tells the daemon that nothing more comes, and goes on reading.</summary>
    public abstract void CloseWrite();

    /// <summary>Ends reads and writes that block in other threads.</summary>
    public abstract void Abort();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <param name="disposing">False from a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
