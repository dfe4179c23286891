using Berth.Archive;

namespace Berth.Images.Archive;

/// <summary>Stands over a decompressor: refuses bombs and turns its errors into ours.</summary>
internal sealed class ExpansionGuard(Stream plain, PrefixedStream compressed, ArchiveLimits limits) : ReadOnlyStream
{
    private long _out;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Check(plain.Read(buffer));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Check(await plain.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            plain.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(int got)
    {
        _out += got;
        if (_out > limits.ExpandedBytes)
        {
            throw ArchiveException.TooLarge("the decompressed size", limits.ExpandedBytes);
        }

        if (_out > limits.RatioFrom && _out / limits.Ratio > compressed.Count)
        {
            throw ArchiveException.TooLarge("the compression ratio", limits.Ratio);
        }

        return got;
    }

    private static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException;

    private static ArchiveException Damaged(Exception e) =>
        e is EndOfStreamException ? ArchiveException.Truncated() : new ArchiveException($"corrupt compressed data: {e.Message.TrimEnd('.')}", e);
}
