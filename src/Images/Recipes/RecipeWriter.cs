using Berth.Linux;
using ZstdSharp;

namespace Berth.Images.Recipes;

/// <summary>Writes a <see cref="Recipe"/> while its layer is unpacked: told of every byte of the archive once, in order.</summary>
internal sealed class RecipeWriter : IDisposable
{
    // Headers are mostly zeros and numbers: more than the first level gains little.
    private const int Level = 1;

    private readonly string _path;
    private readonly RecipeOutput _file;
    private readonly Compressor _zstd = new(Level);
    private readonly BinaryWriter _records;
    private readonly byte[] _literal = new byte[Recipe.LiteralBytes];
    private int _literalLength;
    private long _tarSize;

    /// <param name="path">Must not be there yet.</param>
    public RecipeWriter(string path)
    {
        _path = path;
        _file = new RecipeOutput(path);
        _file.Write(stackalloc byte[Recipe.HeaderBytes]);
        _zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        _records = new BinaryWriter(new BufferedStream(new CompressionStream(_file, _zstd), Recipe.LiteralBytes));
    }

    /// <summary>Bytes of the archive as they are.</summary>
    public void AddLiteral(ReadOnlySpan<byte> bytes)
    {
        _tarSize += bytes.Length;
        while (!bytes.IsEmpty)
        {
            int step = Math.Min(bytes.Length, _literal.Length - _literalLength);
            bytes[..step].CopyTo(_literal.AsSpan(_literalLength));
            _literalLength += step;
            bytes = bytes[step..];
            if (_literalLength == _literal.Length)
            {
                FlushLiteral();
            }
        }
    }

    /// <summary>The content of a file of the layer's directory; nothing to say of an empty one.</summary>
    /// <param name="path">Below the directory, without symbolic links in it.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="label">Its inode's number.</param>
    public void AddContent(string path, long size, ulong label)
    {
        if (size == 0)
        {
            return;
        }

        FlushLiteral();
        byte[] bytes = PathEncoding.Encode(path);
        _records.Write7BitEncodedInt64(0);
        _records.Write7BitEncodedInt64(size);
        _records.Write7BitEncodedInt64((long)label);
        _records.Write7BitEncodedInt64(bytes.Length);
        _records.Write(bytes);
        _tarSize += size;
    }

    /// <summary>Completes the file, with the contents that the directory has no more. It is not synced yet.</summary>
    public void Finish(ReplacedFiles replaced)
    {
        FlushLiteral();
        _records.Dispose();
        long recordsEnd = _file.Position;
        var index = new List<(ulong Label, long Offset)>();
        foreach (ulong label in replaced.Labels())
        {
            index.Add((label, _file.Position));
            replaced.CopyTo(label, _file);
        }

        long indexStart = _file.Position;
        index.Sort();
        using (var writer = new BinaryWriter(new BufferedStream(_file, Recipe.LiteralBytes), System.Text.Encoding.UTF8, leaveOpen: true))
        {
            foreach (var (label, offset) in index)
            {
                writer.Write(label);
                writer.Write(offset);
            }

            writer.Flush();
        }

        Span<byte> header = stackalloc byte[Recipe.HeaderBytes];
        Recipe.WriteHeader(header, _tarSize, recordsEnd, indexStart, index.Count);
        using Fd beginning = Fd.Open(_path, OpenFlags.O_WRONLY);
        beginning.Write(header);
    }

    public void Dispose()
    {
        _zstd.Dispose();
        _file.Dispose();
    }

    private void FlushLiteral()
    {
        if (_literalLength > 0)
        {
            _records.Write7BitEncodedInt64(_literalLength);
            _records.Write(_literal.AsSpan(0, _literalLength));
            _literalLength = 0;
        }
    }
}
