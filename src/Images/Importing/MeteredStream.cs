using Berth.Images.Archive;

namespace Berth.Images.Importing;

/// <summary>Tells how many bytes have been read through it, now and then and at the end.</summary>
internal sealed class MeteredStream(Stream source, Func<long, ValueTask> tell) : ReadOnlyStream
{
    private const long Step = 512 << 10;

    private long _count;
    private long _told;

    public override int Read(Span<byte> buffer)
    {
        int got = source.Read(buffer);
        _count += got;
        return got;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _count += got;
        if (_count > _told && (got == 0 || _count - _told >= Step))
        {
            _told = _count;
            await tell(_count).ConfigureAwait(false);
        }

        return got;
    }
}
