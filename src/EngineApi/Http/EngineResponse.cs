namespace Berth.EngineApi.Http;

/// <summary>An answer: status, headers, and a body that is read as it arrives.</summary>
public sealed class EngineResponse : IDisposable
{
    private readonly HttpConnection _connection;
    private readonly Action<HttpConnection> _release;

    internal EngineResponse(HttpConnection connection, ResponseHead head, Stream body, Action<HttpConnection> release)
    {
        _connection = connection;
        _release = release;
        Head = head;
        Body = body;
    }

    /// <summary>Status line and headers.</summary>
    public ResponseHead Head { get; }

    /// <summary>The body, without the transfer coding.</summary>
    public Stream Body { get; }

    /// <summary>Makes a blocked read of the body end, from another thread.</summary>
    public void Abort() => _connection.Abort();

    /// <summary>Gives the connection back if the answer was read to its end, closes it otherwise.</summary>
    public void Dispose()
    {
        Body.Dispose();
        _release(_connection);
    }
}
