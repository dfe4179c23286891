using System.Buffers;
using Berth.Linux;
using Microsoft.Win32.SafeHandles;

namespace Berth.Runtime.Logs;

/// <summary>
/// The writer of docker's <c>json-file</c> log. Entries collect in memory until <see cref="Flush"/> writes them at once; whole
/// lines only, so that a reader finds no half of one for long.
/// <code>
/// PATH        newest, appended to
/// PATH.1      the one before
/// PATH.2.gz   the one before that, if they are compressed
/// PATH.N-1    the oldest kept
/// </code>
/// A disk that is full loses lines, never the container: the writer says so once and goes on.
/// </summary>
internal sealed class JsonFileLog : IContainerLog
{
    private const uint OwnerReadWriteGroupRead = 0x1a0;

    private readonly JsonFileLogOptions _options;
    private readonly Action<string> _complain;
    private readonly ArrayBufferWriter<byte> _unwritten = new(1024);
    private readonly byte[] _attributes;
    private LogCompressor? _compressor;
    private Fd _file;
    private long _size;
    private bool _torn;
    private bool _complained;

    /// <param name="complain">Told, once, why lines are being lost.</param>
    public JsonFileLog(JsonFileLogOptions options, Action<string> complain)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFiles, 1);
        _options = options;
        _complain = complain;
        _attributes = System.Text.Encoding.UTF8.GetBytes(options.Attributes ?? "");
        _file = OpenNewest();
    }

    /// <param name="newline">The text ended in a newline, which it does not contain; false for a piece of a longer line.</param>
    public void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline)
    {
        if (_options.MaxSize >= 0 && _size + _unwritten.WrittenCount >= _options.MaxSize)
        {
            WriteCollected();
            Rotate();
        }

        JsonLogLine.Write(_unwritten, stream, time, text, newline, _attributes);
    }

    /// <summary>At once while a file is being compressed.</summary>
    public int NextFlush => _compressor is null ? -1 : 0;

    /// <summary>Writes what has collected, and compresses a piece of a file if one is to be.</summary>
    public void Flush()
    {
        WriteCollected();
        if (_compressor is { } compressor && !compressor.Step())
        {
            compressor.Dispose();
            _compressor = null;
        }
    }

    private void WriteCollected()
    {
        if (_unwritten.WrittenCount == 0)
        {
            return;
        }

        try
        {
            if (_torn)
            {
                // Half a line is there: end it, or it would take the next one with it.
                _file.Write("\n"u8);
                _torn = false;
                _size++;
            }

            _torn = true;
            _file.Write(_unwritten.WrittenSpan);
            _torn = false;
            _size += _unwritten.WrittenCount;
        }
        catch (LinuxException e)
        {
            Complain(e);
        }

        _unwritten.ResetWrittenCount();
    }

    /// <summary>Writes what is left.</summary>
    public void Dispose()
    {
        WriteCollected();
        _compressor?.Dispose();
        _file.Dispose();
    }

    private void Rotate()
    {
        try
        {
            FinishCompressing();
            for (int number = _options.MaxFiles - 1; number > 0; number--)
            {
                MoveUp(number);
            }

            if (_options.Compress && File.Exists(Name(2)))
            {
                _compressor = LogCompressor.TryStart(Name(2));
            }

            // With one file only, a new one takes its place: whoever follows the old one can still read it to its end.
            File.Delete(_options.Path);
            Fd next = OpenNewest();
            _file.Dispose();
            _file = next;
        }
        catch (IOException e)
        {
            Complain(e);
        }
    }

    // A file of each kind goes in the place of both: which one is there depends on whether compressing it had been finished.
    private void MoveUp(int number)
    {
        string newer = Name(number - 1), older = Name(number);
        bool plain = File.Exists(newer), compressed = number > 1 && File.Exists(LogCompressor.Compressed(newer));
        if (plain || compressed)
        {
            File.Delete(older);
            File.Delete(LogCompressor.Compressed(older));
        }

        if (plain)
        {
            File.Move(newer, older, overwrite: true);
        }

        if (compressed && plain)
        {
            File.Delete(LogCompressor.Compressed(newer));
        }
        else if (compressed)
        {
            File.Move(LogCompressor.Compressed(newer), LogCompressor.Compressed(older), overwrite: true);
        }
    }

    private void FinishCompressing()
    {
        while (_compressor is { } compressor && compressor.Step())
        {
        }

        _compressor?.Dispose();
        _compressor = null;
    }

    private string Name(int number) => number == 0 ? _options.Path : FormattableString.Invariant($"{_options.Path}.{number}");

    private Fd OpenNewest()
    {
        Fd file = Fd.Open(
            _options.Path,
            OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NOFOLLOW | OpenFlags.O_NOCTTY,
            OwnerReadWriteGroupRead);
        _size = new FileInfo(_options.Path).Length;
        _torn = _size > 0 && !EndsInNewline(file, _size);
        return file;
    }

    /// <summary>A monitor or a machine that died while writing may have left half a line.</summary>
    private static bool EndsInNewline(Fd file, long size)
    {
        using var handle = new SafeFileHandle(file.Number, ownsHandle: false);
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(handle, last, size - 1) == 1 && last[0] == (byte)'\n';
    }

    private void Complain(Exception reason)
    {
        if (!_complained)
        {
            _complained = true;
            _complain($"log lines are being lost: {reason.Message}");
        }
    }
}
