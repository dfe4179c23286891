namespace Berth.Images.Archive;

/// <summary>Tells after each read how many bytes have been read through it.</summary>
internal sealed class ObservedStream(Stream source, Action<long> seen) : ReadOnlyStream
{
    private long _count;

    public override int Read(Span<byte> buffer) => Seen(source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Seen(await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Seen(int got)
    {
        _count += got;
        seen(_count);
        return got;
    }
}
