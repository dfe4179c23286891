using System.Buffers;
using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// Writes a tar archive to a stream, front to back, in the one form that docker's layers have had for years, which is Go's
/// <c>archive/tar</c> in its PAX format: a ustar header, and before it, only where something does not fit, an extended header named
/// <c>DIRECTORY/PaxHeaders.0/NAME</c>. The same tree gives the same bytes, whoever writes it: names of users are left out.
/// <code>
/// [ extended header block · its records, padded ]  header block · content, padded          for each entry
/// two blocks of zeros                                                                      at the end
/// </code>
/// </summary>
public sealed class TarWriter(Stream destination)
{
    private const int BlockSize = TarHeader.BlockSize;
    private const int TrailerSize = 2 * BlockSize;
    private const int CopySize = 256 << 10;

    private static readonly byte[] s_zeros = new byte[TrailerSize];

    private readonly byte[] _block = new byte[BlockSize];
    private long _remaining;
    private int _padding;

    /// <summary>Begins an entry; of a regular file, <see cref="TarEntry.Size"/> bytes of content follow.</summary>
    /// <exception cref="InvalidOperationException">The content of the entry before is not complete.</exception>
    /// <exception cref="ArchiveException">The format cannot say it.</exception>
    public async ValueTask WriteEntryAsync(TarEntry entry, CancellationToken cancellation = default)
    {
        await FinishEntryAsync(cancellation).ConfigureAwait(false);
        byte[] name = PathEncoding.Encode(entry.Name);
        byte[] linkName = PathEncoding.Encode(entry.LinkName);
        byte[] extended = PaxHeader.Of(entry, name, linkName);
        if (extended.Length > 0)
        {
            TarHeader.WriteExtended(_block, name, extended.Length);
            await destination.WriteAsync(_block, cancellation).ConfigureAwait(false);
            await destination.WriteAsync(extended, cancellation).ConfigureAwait(false);
            await WriteZerosAsync(Padding(extended.Length), cancellation).ConfigureAwait(false);
        }

        TarHeader.Write(_block, entry, name, linkName);
        await destination.WriteAsync(_block, cancellation).ConfigureAwait(false);
        _remaining = entry.Size;
        _padding = Padding(entry.Size);
    }

    /// <summary>Content of the current entry.</summary>
    /// <exception cref="InvalidOperationException">More than its header said.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        if (content.Length > _remaining)
        {
            throw new InvalidOperationException("more content than the entry's header says");
        }

        await destination.WriteAsync(content, cancellation).ConfigureAwait(false);
        _remaining -= content.Length;
    }

    /// <summary>
    /// A file's bytes as the current entry's content: what the file has of them by now, then zeros; what it has grown by is left out.
    /// </summary>
    public async ValueTask WriteFileAsync(Fd file, CancellationToken cancellation = default)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_remaining, 1, CopySize));
        try
        {
            while (_remaining > 0)
            {
                int got = file.Read(buffer.AsSpan(0, (int)Math.Min(_remaining, buffer.Length)));
                if (got == 0)
                {
                    break;
                }

                await WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
            }

            await FillAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Zeros for the rest of the current entry: of a file that became shorter while it was read.</summary>
    public async ValueTask FillAsync(CancellationToken cancellation = default)
    {
        while (_remaining > 0)
        {
            int step = (int)Math.Min(_remaining, s_zeros.Length);
            await destination.WriteAsync(s_zeros.AsMemory(0, step), cancellation).ConfigureAwait(false);
            _remaining -= step;
        }
    }

    /// <summary>Ends the archive; the stream stays open.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellation = default)
    {
        await FinishEntryAsync(cancellation).ConfigureAwait(false);
        await WriteZerosAsync(TrailerSize, cancellation).ConfigureAwait(false);
    }

    internal static int Padding(long size) => (int)(-size & (BlockSize - 1));

    private async ValueTask FinishEntryAsync(CancellationToken cancellation)
    {
        if (_remaining > 0)
        {
            throw new InvalidOperationException($"{_remaining} bytes of content are missing");
        }

        await WriteZerosAsync(_padding, cancellation).ConfigureAwait(false);
        _padding = 0;
    }

    private async ValueTask WriteZerosAsync(int count, CancellationToken cancellation)
    {
        if (count > 0)
        {
            await destination.WriteAsync(s_zeros.AsMemory(0, count), cancellation).ConfigureAwait(false);
        }
    }
}
