using System.Buffers.Binary;
using Berth.Linux;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace Berth.Images.Recipes;

/// <summary>
/// How the plain archive of a layer is put together again, byte for byte: everything of it that is not the content of a file is in here,
/// the content of files is in the layer's directory. Numbers are little-endian.
/// <code>
///   0  "berth recipe 1\n\0"
///  16  u64 bytes of the archive · u64 where A is · u64 where B is · u64 how many B has · zeros
///  64  a zstd frame of records, one after the other; "number" is LEB128, as BinaryWriter.Write7BitEncodedInt64 writes it:
///        number n > 0 · n bytes of the archive as they are: header blocks, extended headers, padding, what follows the end
///        number 0 · number size · number label · number length · path     the content of this file comes here
///   A  contents that the directory has no more, because a later entry of the same archive took the file's place
///   B  u64 label · u64 where in A, ascending labels
/// </code>
/// A path has no symbolic link in it. The label tells files of one archive apart, whatever became of their names; it is the inode's
/// number at the time, and means nothing any more.
/// </summary>
internal sealed class Recipe : IDisposable
{
    public const int HeaderBytes = 64;

    /// <summary>The most bytes that one record has as they are.</summary>
    public const int LiteralBytes = 64 << 10;

    /// <summary>The most bytes of a path: Linux's PATH_MAX.</summary>
    public const int PathBytes = 4095;

    private const int IndexEntryBytes = 16;

    private readonly SafeFileHandle _file;
    private readonly long _recordsEnd;
    private readonly ulong[] _labels;
    private readonly long[] _offsets;

    private Recipe(SafeFileHandle file, ReadOnlySpan<byte> header)
    {
        _file = file;
        TarSize = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        _recordsEnd = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        long index = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        long count = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        long length = RandomAccess.GetLength(file);
        if (TarSize < 0 || _recordsEnd < HeaderBytes || index < _recordsEnd || index > length || count != (length - index) / IndexEntryBytes
            || (length - index) % IndexEntryBytes != 0)
        {
            throw new InvalidDataException("its recipe is damaged");
        }

        _labels = new ulong[count];
        _offsets = new long[count];
        ReadIndex(index);
    }

    /// <summary>What a recipe begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "berth recipe 1\n\0"u8;

    /// <summary>Bytes of the whole archive.</summary>
    public long TarSize { get; }

    /// <exception cref="LinuxException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Recipe Open(string path)
    {
        Fd opened = Fd.Open(path, OpenFlags.O_RDONLY);
        var file = new SafeFileHandle(opened.Number, ownsHandle: true);
        opened.SetHandleAsInvalid();
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            return RandomAccess.Read(file, header, 0) == HeaderBytes && header.StartsWith(Magic)
                ? new Recipe(file, header)
                : throw new InvalidDataException("its recipe is damaged");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The header of a recipe.</summary>
    public static void WriteHeader(Span<byte> header, long tarSize, long recordsEnd, long index, long count)
    {
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], tarSize);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], recordsEnd);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], index);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], count);
    }

    /// <summary>Reads the records from the first. They are damaged where a <see cref="ZstdException"/> or an end in the middle comes.</summary>
    public BinaryReader OpenRecords() =>
        new(new BufferedStream(new DecompressionStream(new Section(_file, HeaderBytes, _recordsEnd), leaveOpen: false), LiteralBytes));

    /// <summary>Where in this file a content is that the layer's directory has no more; null where the directory has it.</summary>
    public long? FindContent(ulong label)
    {
        int at = Array.BinarySearch(_labels, label);
        return at < 0 ? null : _offsets[at];
    }

    /// <summary>Reads such a content.</summary>
    public int ReadContent(Span<byte> buffer, long offset) => RandomAccess.Read(_file, buffer, offset);

    public void Dispose() => _file.Dispose();

    private void ReadIndex(long index)
    {
        if (_labels.Length == 0)
        {
            return;
        }

        using var reader = new BinaryReader(new BufferedStream(new Section(_file, index, index + ((long)_labels.Length * IndexEntryBytes)), LiteralBytes));
        for (int i = 0; i < _labels.Length; i++)
        {
            _labels[i] = reader.ReadUInt64();
            _offsets[i] = reader.ReadInt64();
        }
    }

    /// <summary>A part of the file.</summary>
    private sealed class Section(SafeFileHandle file, long start, long end) : Archive.ReadOnlyStream
    {
        private long _position = start;

        public override int Read(Span<byte> buffer)
        {
            int got = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, end - _position)], _position);
            _position += got;
            return got;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
