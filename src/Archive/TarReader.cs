using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// Reads a tar archive from a stream, front to back: ustar, PAX, GNU long names and numbers, and what is older. Sparse files are
/// refused. Nothing is allocated by what a header claims beyond <see cref="ArchiveLimits"/>.
/// </summary>
public sealed class TarReader
{
    private const int BufferSize = 128 << 10;

    private readonly Stream _source;
    private readonly ArchiveLimits _limits;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private long _entries;
    private long _remaining;
    private int _padding;
    private bool _ended;

    public TarReader(Stream source, ArchiveLimits? limits = null)
    {
        _source = source;
        _limits = limits ?? ArchiveLimits.Default;
    }

    /// <summary>Sees some bytes of an archive.</summary>
    internal delegate void RawBytes(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Called with every byte of the archive that <see cref="ReadAsync"/> does not hand out, in the archive's order: headers, padding,
    /// content that was skipped, what <see cref="DrainAsync"/> reads.
    /// </summary>
    internal RawBytes? Raw { get; init; }

    /// <summary>The next entry, null at the end; what is left of the current one's content is skipped.</summary>
    /// <exception cref="ArchiveException">The archive is damaged, truncated or over a limit.</exception>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellation = default)
    {
        await SkipAsync(_remaining, cancellation).ConfigureAwait(false);
        await SkipPaddingAsync(cancellation).ConfigureAwait(false);
        var extended = new PaxRecords();
        long extensionBytes = 0;
        while (!_ended && await ReadHeaderAsync(cancellation).ConfigureAwait(false))
        {
            if (++_entries > _limits.Entries)
            {
                throw ArchiveException.TooLarge("the number of entries", _limits.Entries);
            }

            var (entry, extensionSize) = Interpret(extended);
            if (entry is not null)
            {
                return entry;
            }

            // Any number of them may come before one entry; all count as one.
            if (extensionSize < 0 || (extensionBytes += extensionSize) > _limits.HeaderBytes)
            {
                throw ArchiveException.TooLarge("an extended header", _limits.HeaderBytes);
            }

            await ReadExtensionAsync(extended, extensionSize, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Content of the current entry; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellation = default)
    {
        if (_remaining == 0 || destination.IsEmpty)
        {
            return 0;
        }

        int wanted = (int)Math.Min(destination.Length, _remaining);
        int got = await ReadRawAsync(destination[..wanted], cancellation).ConfigureAwait(false);
        if (got == 0)
        {
            throw ArchiveException.Truncated();
        }

        _remaining -= got;
        return got;
    }

    /// <summary>
    /// The same without a copy: the next piece, valid until the next call of any method; empty at the end of the content.
    /// </summary>
    /// <exception cref="ArchiveException">The archive ends in the middle.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadPieceAsync(CancellationToken cancellation = default)
    {
        if (_remaining == 0)
        {
            return default;
        }

        await FillAsync(1, allowEnd: false, cancellation).ConfigureAwait(false);
        int length = (int)Math.Min(_remaining, _end - _start);
        ReadOnlyMemory<byte> piece = _buffer.AsMemory(_start, length);
        _start += length;
        _remaining -= length;
        return piece;
    }

    /// <summary>Reads what follows the end of the archive, which its digest covers too.</summary>
    /// <exception cref="ArchiveException">It is over the limit.</exception>
    public async ValueTask DrainAsync(CancellationToken cancellation = default)
    {
        long tail = 0;
        do
        {
            tail += _end - _start;
            if (tail > _limits.TailBytes)
            {
                throw ArchiveException.TooLarge("what follows the archive's end", _limits.TailBytes);
            }

            Raw?.Invoke(_buffer.AsSpan(_start, _end - _start));
            _start = 0;
            _end = await _source.ReadAsync(_buffer, cancellation).ConfigureAwait(false);
        }
        while (_end > 0);
    }

    // True with a header in the first 512 buffered bytes; false at the end of the archive.
    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellation)
    {
        if (!await FillAsync(TarHeader.BlockSize, allowEnd: true, cancellation).ConfigureAwait(false))
        {
            _ended = true;
            return false;
        }

        if (!TarHeader.IsZero(Block))
        {
            return true;
        }

        // One block of zeros should be followed by another; an archive that just stops there is accepted, as everywhere.
        _ended = true;
        Consume(TarHeader.BlockSize);
        if (await FillAsync(TarHeader.BlockSize, allowEnd: true, cancellation).ConfigureAwait(false) && !TarHeader.IsZero(Block))
        {
            throw ArchiveException.InvalidHeader();
        }

        return false;
    }

    private ReadOnlySpan<byte> Block => _buffer.AsSpan(_start, TarHeader.BlockSize);

    // An entry, or the size of an extension that describes the next one.
    private (TarEntry? Entry, long ExtensionSize) Interpret(PaxRecords extended)
    {
        var header = new TarHeader(Block);
        header.Verify();
        if (header.Type is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K')
        {
            return (null, header.Size);
        }

        TarEntry entry = MakeEntry(header, extended);
        Consume(TarHeader.BlockSize);
        _remaining = entry.Size;
        _padding = Padding(entry.Size);
        return (entry, 0);
    }

    private TarEntry MakeEntry(TarHeader header, PaxRecords extended)
    {
        string name = CheckPath(extended.Name ?? header.Name);
        TarEntryKind kind = KindOf(header.Type, name);
        long size = kind == TarEntryKind.Regular ? extended.Size ?? header.Size : 0;
        if (size < 0)
        {
            throw ArchiveException.InvalidHeader();
        }

        return new TarEntry
        {
            Name = name,
            Kind = kind,
            LinkName = kind is TarEntryKind.HardLink or TarEntryKind.SymbolicLink ? CheckPath(extended.LinkName ?? header.LinkName) : "",
            Mode = header.Mode,
            Owner = CheckId(extended.Owner ?? header.Owner),
            Group = CheckId(extended.Group ?? header.Group),
            Size = size,
            Modified = extended.Modified ?? new FileTime(header.Modified, 0),
            Device = kind is TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice ? header.Device : default,
            Xattrs = extended.Xattrs,
        };
    }

    private static TarEntryKind KindOf(byte type, string name) => type switch
    {
        // Before ustar a directory was a regular file whose name ends in a slash.
        0 or (byte)'0' or (byte)'7' => name.EndsWith('/') ? TarEntryKind.Directory : TarEntryKind.Regular,
        (byte)'1' => TarEntryKind.HardLink,
        (byte)'2' => TarEntryKind.SymbolicLink,
        (byte)'3' => TarEntryKind.CharacterDevice,
        (byte)'4' => TarEntryKind.BlockDevice,
        (byte)'5' => TarEntryKind.Directory,
        (byte)'6' => TarEntryKind.Fifo,
        (byte)'S' => throw new ArchiveException("archive/tar: sparse files are not supported"),
        _ => throw new ArchiveException($"unhandled tar header type {type}"),
    };

    private async ValueTask ReadExtensionAsync(PaxRecords extended, long size, CancellationToken cancellation)
    {
        byte type = new TarHeader(Block).Type;
        Consume(TarHeader.BlockSize);
        byte[] content = new byte[size];
        for (int have = 0; have < size;)
        {
            int got = await ReadRawAsync(content.AsMemory(have), cancellation).ConfigureAwait(false);
            have += got > 0 ? got : throw ArchiveException.Truncated();
        }

        Raw?.Invoke(content);

        await SkipAsync(Padding(size), cancellation).ConfigureAwait(false);
        switch (type)
        {
            case (byte)'x':
                extended.Add(content);
                break;
            case (byte)'L':
                extended.Name = UntilNul(content);
                break;
            case (byte)'K':
                extended.LinkName = UntilNul(content);
                break;
            default:
                // A global header ('g') only carries comments in practice, and docker leaves it alone too.
                break;
        }
    }

    private static string UntilNul(ReadOnlySpan<byte> content)
    {
        int end = content.IndexOf((byte)0);
        return PathEncoding.Decode(end < 0 ? content : content[..end]);
    }

    private string CheckPath(string path)
    {
        // A character is at least a byte, so the short way out needs no count.
        if (path.Length > _limits.PathBytes || (path.Length * 3 > _limits.PathBytes && PathEncoding.Encode(path).Length > _limits.PathBytes))
        {
            throw ArchiveException.TooLarge("a path", _limits.PathBytes);
        }

        return path;
    }

    // The kernel takes 32 bits, and the highest value means "leave it".
    private static uint CheckId(long id) => id is >= 0 and < uint.MaxValue ? (uint)id : throw ArchiveException.InvalidHeader();

    private static int Padding(long size) => (int)(-size & (TarHeader.BlockSize - 1));

    private void Consume(int count)
    {
        Raw?.Invoke(_buffer.AsSpan(_start, count));
        _start += count;
    }

    private async ValueTask SkipAsync(long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            await FillAsync(1, allowEnd: false, cancellation).ConfigureAwait(false);
            int step = (int)Math.Min(count, _end - _start);
            Consume(step);
            count -= step;
        }
    }

    // The last file's padding may be missing: some writers stop at its last byte.
    private async ValueTask SkipPaddingAsync(CancellationToken cancellation)
    {
        int padding = _padding;
        _remaining = 0;
        _padding = 0;
        while (padding > 0)
        {
            if (_start == _end && !await FillAsync(1, allowEnd: true, cancellation).ConfigureAwait(false))
            {
                _ended = true;
                return;
            }

            int step = Math.Min(padding, _end - _start);
            Consume(step);
            padding -= step;
        }
    }

    private async ValueTask<int> ReadRawAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        int buffered = Math.Min(_end - _start, destination.Length);
        if (buffered > 0)
        {
            _buffer.AsMemory(_start, buffered).CopyTo(destination);
            _start += buffered;
            return buffered;
        }

        // Large files go straight to where they are wanted; small ones share a read with what follows.
        if (destination.Length >= BufferSize)
        {
            return await _source.ReadAsync(destination, cancellation).ConfigureAwait(false);
        }

        return await FillAsync(1, allowEnd: true, cancellation).ConfigureAwait(false)
            ? await ReadRawAsync(destination, cancellation).ConfigureAwait(false)
            : 0;
    }

    // At least this many bytes in the buffer. False only at a clean end; an end in the middle is a truncated archive.
    private async ValueTask<bool> FillAsync(int count, bool allowEnd, CancellationToken cancellation)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        while (_end < count)
        {
            int got = await _source.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (got == 0)
            {
                return _end == 0 && allowEnd ? false : throw ArchiveException.Truncated();
            }

            _end += got;
        }

        return true;
    }
}
