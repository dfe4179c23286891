using System.IO.Compression;

namespace Berth.Runtime.Logs;

/// <summary>
/// Turns a log file that nothing is written to any more into a gzip file beside it, a piece at each step, so that its container's output never
/// waits long. Given up, it leaves the file as it was.
/// </summary>
internal sealed class LogCompressor : IDisposable
{
    private const int StepBytes = 256 << 10;

    private readonly string _path;
    private readonly FileStream _source;
    private readonly FileStream _target;
    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[16 << 10];

    private LogCompressor(string path)
    {
        _path = path;
        _source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _target = new FileStream(Temporary(path), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
        _gzip = new GZipStream(_target, CompressionLevel.Fastest);
    }

    /// <summary>What a compressed file is called.</summary>
    public static string Compressed(string path) => path + ".gz";

    /// <summary>Null where it cannot be done; then the file stays as it is.</summary>
    public static LogCompressor? TryStart(string path)
    {
        try
        {
            return new LogCompressor(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Does a piece; false when it is done.</summary>
    public bool Step()
    {
        try
        {
            for (int done = 0; done < StepBytes; done += _buffer.Length)
            {
                int got = _source.Read(_buffer);
                if (got == 0)
                {
                    _gzip.Dispose();
                    File.Move(Temporary(_path), Compressed(_path), overwrite: true);
                    File.Delete(_path);
                    return false;
                }

                _gzip.Write(_buffer, 0, got);
            }

            return true;
        }
        catch (IOException)
        {
            // A full disk: the file stays as it is.
            return false;
        }
    }

    public void Dispose()
    {
        try
        {
            _gzip.Dispose();
        }
        catch (IOException)
        {
            // Its last bytes; what is there is removed anyway.
        }

        _target.Dispose();
        _source.Dispose();
        File.Delete(Temporary(_path));
    }

    private static string Temporary(string path) => path + ".gz.tmp";
}
