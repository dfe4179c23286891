namespace Berth.EngineApi.Streams;

/// <summary>Writes frames to one stream. Writes from several threads do not mix: each frame goes out in one call.</summary>
public sealed class StdioFrameWriter(Stream target) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[] _buffer = new byte[StdioFrame.HeaderSize + 16 * 1024];

    /// <summary>Writes one frame; an empty payload writes nothing.</summary>
    public async ValueTask WriteAsync(StdioKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var size = StdioFrame.HeaderSize + payload.Length;
            if (_buffer.Length < size)
            {
                _buffer = new byte[size];
            }

            new StdioFrame(kind, payload.Length).Write(_buffer);
            payload.CopyTo(_buffer.AsMemory(StdioFrame.HeaderSize));
            await target.WriteAsync(_buffer.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
