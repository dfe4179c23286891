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
/// PATH.N-1    the oldest kept
/// </code>
/// A disk that is full loses lines, never the container: the writer says so once and goes on.
/// </summary>
public sealed class JsonFileLog : IDisposable
{
    private const uint OwnerReadWriteGroupRead = 0x1a0;

    private readonly JsonFileLogOptions _options;
    private readonly Action<string> _complain;
    private readonly ArrayBufferWriter<byte> _unwritten = new(1024);
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
        _file = OpenNewest();
    }

    /// <param name="newline">The text ended in a newline, which it does not contain; false for a piece of a longer line.</param>
    public void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline)
    {
        if (_options.MaxSize >= 0 && _size + _unwritten.WrittenCount >= _options.MaxSize)
        {
            Flush();
            Rotate();
        }

        JsonLogLine.Write(_unwritten, stream, time, text, newline);
    }

    public void Flush()
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
        Flush();
        _file.Dispose();
    }

    private void Rotate()
    {
        try
        {
            for (int number = _options.MaxFiles - 1; number > 0; number--)
            {
                string newer = number == 1 ? _options.Path : FormattableString.Invariant($"{_options.Path}.{number - 1}");
                if (File.Exists(newer))
                {
                    File.Move(newer, FormattableString.Invariant($"{_options.Path}.{number}"), overwrite: true);
                }
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
