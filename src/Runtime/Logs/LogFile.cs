using Berth.Linux;
using Microsoft.Win32.SafeHandles;

namespace Berth.Runtime.Logs;

/// <summary>One file of a log: a position in it, and a buffer of bytes read but not yet given out.</summary>
internal sealed class LogFile : IDisposable
{
    /// <summary>An entry has at most 16 KiB of text, each byte at most six characters of JSON; a longer line is no entry.</summary>
    private const int MaxLine = 8 * LineSplitter.MaxPiece;

    private const int Block = 64 * 1024;

    private readonly SafeFileHandle _handle;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private long _position;
    private bool _skipping;

    private LogFile(SafeFileHandle handle, bool wasCompressed = false)
    {
        _handle = handle;
        WasCompressed = wasCompressed;
        Identity = FileIdentity.Of(handle);
    }

    /// <summary>Its identity is not that of the file it was when it was written.</summary>
    public bool WasCompressed { get; }

    public FileIdentity Identity { get; }

    public static LogFile? TryOpen(string path)
    {
        try
        {
            return new LogFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return CompressedLog.TryOpen(LogCompressor.Compressed(path)) is { } plain ? new LogFile(plain, wasCompressed: true) : null;
        }
    }

    /// <summary>The next whole entry; lines that are none are passed over. False at the end of what is written by now.</summary>
    public bool TryRead(out LogEntry entry)
    {
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_start, newline);
                _start += newline + 1;
                bool usable = !_skipping;
                _skipping = false;
                if (usable && JsonLogParser.TryParse(line, out entry))
                {
                    return true;
                }
            }
            else if (!Fill())
            {
                entry = default;
                return false;
            }
        }
    }

    /// <summary>Goes to the last <paramref name="count"/> lines, or to the first; returns how many there are from there on.</summary>
    public int SkipToTail(int count)
    {
        byte[] block = new byte[Block];
        int found = 0;
        for (long at = RandomAccess.GetLength(_handle); at > 0;)
        {
            int length = (int)Math.Min(Block, at);
            at -= length;
            length = RandomAccess.Read(_handle, block.AsSpan(0, length), at);
            for (int i = length - 1; i >= 0; i--)
            {
                if (block[i] != (byte)'\n')
                {
                    continue;
                }

                // A newline ends a line: it is the one after this that begins behind it.
                if (found == count)
                {
                    _position = at + i + 1;
                    return found;
                }

                found++;
            }
        }

        _position = 0;
        return found;
    }

    public void Dispose() => _handle.Dispose();

    private bool Fill()
    {
        if (_end - _start > MaxLine)
        {
            _skipping = true;
            _start = _end;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_buffer.Length - _end < Block)
        {
            Array.Resize(ref _buffer, _end + Block);
        }

        int got = RandomAccess.Read(_handle, _buffer.AsSpan(_end), _position);
        _position += got;
        _end += got;
        return got > 0;
    }
}
