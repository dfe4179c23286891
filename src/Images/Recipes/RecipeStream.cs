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
/// <param name="tolerate">
/// Told of files that are not as they were, and of a wrong digest, instead: zeros come in the place of what cannot be read. Null: they fail.
/// </param>
internal sealed class RecipeStream(
    Recipe recipe, ConfinedRoot directory, Digest expected, Func<Exception, Exception> failed, Action<Exception>? tolerate = null) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BinaryReader _records = recipe.OpenRecords();
    private readonly ContentFiles _files = new(directory);
    private long _left = recipe.TarSize;
    private long _literal;
    private long _content;
    private long? _contentOffset;
    private string _path = "";
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
        int got = _contentOffset is { } offset ? recipe.ReadContent(buffer, offset) : ReadFile(buffer);
        if (got == 0)
        {
            throw new InvalidDataException("its recipe is damaged");
        }

        _contentOffset += got;
        _content -= got;
        if (_content == 0)
        {
            CloseFile();
        }

        return got;
    }

    private int ReadFile(Span<byte> buffer)
    {
        try
        {
            int got = _file?.Read(buffer) ?? 0;
            if (got > 0)
            {
                return got;
            }

            if (_file is not null)
            {
                Trouble(new InvalidDataException($"/{_path} is shorter than it was"));
            }
        }
        catch (LinuxException e)
        {
            Trouble(new LinuxException(e.Operation, $"/{_path}", e.Errno));
        }

        CloseFile();
        buffer.Clear();
        return buffer.Length;
    }

    private void OpenFile()
    {
        try
        {
            _file = _files.Open(_path);
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            Trouble(e);
        }
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Trouble(Exception e)
    {
        if (tolerate is null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
        }

        tolerate(e);
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
        _path = PathEncoding.Decode(path);
        _contentOffset = recipe.FindContent(label);
        if (_contentOffset is null)
        {
            OpenFile();
        }
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
            Trouble(new InvalidDataException($"its files have the digest {digest}"));
        }
    }
}
