using Berth.Linux;

namespace Berth.Archive;

/// <summary>Writes an entry's content so that whole pieces of zeros take no room on the disk.</summary>
internal static class SparseCopy
{
    /// <summary>A run of zeros this long is left out.</summary>
    private const int HoleBytes = 64 << 10;

    public static async ValueTask WriteAsync(TarReader reader, Fd file, long size, CancellationToken cancellation)
    {
        long at = 0, end = 0;
        ReadOnlyMemory<byte> piece;
        while (!(piece = await reader.ReadPieceAsync(cancellation).ConfigureAwait(false)).IsEmpty)
        {
            if (piece.Length >= HoleBytes && !piece.Span.ContainsAnyExcept((byte)0))
            {
                at += piece.Length;
                continue;
            }

            for (var rest = new System.Buffers.ReadOnlySequence<byte>(piece); rest.Length > 0;)
            {
                long put = file.WriteSomeAt(rest, at);
                at += put;
                rest = rest.Slice(put);
            }

            end = at;
        }

        if (end < size)
        {
            file.SetLength(size);
        }
    }
}
