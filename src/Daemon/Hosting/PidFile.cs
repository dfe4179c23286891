using System.Globalization;

namespace Berth.Daemon.Hosting;

/// <summary>
/// The file that holds the daemon's process number. It is locked as long as the daemon lives, so that a stale one is told from
/// a running daemon's without guessing from the number.
/// </summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;

    private PidFile(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Writes this process's number.</summary>
    /// <exception cref="IOException">Another daemon holds the file.</exception>
    public static PidFile Create(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
        }

        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"failed to start daemon: process with the pidfile {path} is still running", e);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new PidFile(path, file);
    }

    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }
}
