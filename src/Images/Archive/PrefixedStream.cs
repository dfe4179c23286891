namespace Berth.Images.Archive;

/// <summary>Some bytes that were already read, then the rest of their stream; counts what it hands out.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest, bool leaveOpen) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    /// <summary>Bytes handed out so far.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer) => TakePrefix(buffer) is > 0 and var taken ? taken : Counted(rest.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TakePrefix(buffer.Span) is > 0 and var taken
            ? taken
            : Counted(await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakePrefix(Span<byte> buffer)
    {
        int taken = Math.Min(_prefix.Length, buffer.Length);
        _prefix.Span[..taken].CopyTo(buffer);
        _prefix = _prefix[taken..];
        return Counted(taken);
    }

    private int Counted(int got)
    {
        Count += got;
        return got;
    }
}
