using System.Security.Cryptography;
using Berth.Images.Archive;
using Berth.Linux;
using Berth.Oci;
using ZstdSharp;

namespace Berth.Images.Recipes;

/// <summary>
/// The plain archive of a layer, from its recipe and its directory. The last bytes are only handed out once all are known to be those
/// of the diff ID; otherwise reading fails.
/// </summary>
/// <param name="recipe">Disposed with this.</param>
/// <param name="directory">The layer's; disposed with this.</param>
/// <param name="expected">The diff ID.</param>
/// <param name="failed">Makes the exception that reading throws of a <see cref="LinuxException"/> or an <see cref="InvalidDataException"/>.</param>
internal sealed class RecipeStream(Recipe recipe, ConfinedRoot directory, Digest expected, Func<Exception, Exception> failed) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BinaryReader _records = recipe.OpenRecords();
    private readonly ContentFiles _files = new(directory);
    private long _left = recipe.TarSize;
    private long _literal;
    private long _content;
    private long? _contentOffset;
    private Fd? _file;

    /// <exception cref="ImageException">The layer is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int got = Fill(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _hash.AppendData(buffer[..got]);
            _left -= got;
            if (_left == 0 && got > 0)
            {
                Check();
            }

            return got;
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            throw failed(e);
        }
        catch (Exception e) when (e is EndOfStreamException or ZstdException or FormatException or IOException)
        {
            throw failed(new InvalidDataException("its recipe is damaged", e));
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _files.Dispose();
            _records.Dispose();
            recipe.Dispose();
            directory.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Fill(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            Span<byte> rest = buffer[filled..];
            if (_literal > 0)
            {
                int step = (int)Math.Min(rest.Length, _literal);
                _records.BaseStream.ReadExactly(rest[..step]);
                _literal -= step;
                filled += step;
            }
            else if (_content > 0)
            {
                filled += ReadContent(rest[..(int)Math.Min(rest.Length, _content)]);
            }
            else
            {
                ReadRecord();
            }
        }

        return filled;
    }

    private int ReadContent(Span<byte> buffer)
    {
        int got = _contentOffset is { } offset ? recipe.ReadContent(buffer, offset) : _file!.Read(buffer);
        if (got == 0)
        {
            throw new InvalidDataException("a file is shorter than it was");
        }

        _contentOffset += got;
        _content -= got;
        if (_content == 0)
        {
            _file?.Dispose();
            _file = null;
        }

        return got;
    }

    private void ReadRecord()
    {
        _literal = _records.Read7BitEncodedInt64();
        if (_literal != 0)
        {
            CheckRange(_literal, Recipe.LiteralBytes);
            return;
        }

        _content = _records.Read7BitEncodedInt64();
        CheckRange(_content, _left);
        ulong label = (ulong)_records.Read7BitEncodedInt64();
        long length = _records.Read7BitEncodedInt64();
        CheckRange(length, Recipe.PathBytes);
        Span<byte> path = stackalloc byte[(int)length];
        _records.BaseStream.ReadExactly(path);
        _contentOffset = recipe.FindContent(label);
        _file = _contentOffset is null ? _files.Open(PathEncoding.Decode(path)) : null;
    }

    private static void CheckRange(long number, long most)
    {
        if (number <= 0 || number > most)
        {
            throw new InvalidDataException("its recipe is damaged");
        }
    }

    private void Check()
    {
        Digest digest = Digest.FromHash(_hash.GetHashAndReset());
        if (digest != expected)
        {
            throw new InvalidDataException($"its files have the digest {digest}");
        }
    }
}
