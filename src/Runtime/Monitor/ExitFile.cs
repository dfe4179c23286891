using System.Text.Json;
using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>
/// The last status of a process, on disk: how a daemon that was not there learns how a container ended. It is written
/// before anybody is told, so that an exit that was seen is never lost.
/// </summary>
public static class ExitFile
{
    /// <summary>Larger files are not ours.</summary>
    private const int MaxLength = 64 * 1024;

    private const uint OwnerReadWrite = 0x180;

    /// <summary>Survives a power cut at any point: the whole file is there, or none (rename(2), fsync(2)).</summary>
    public static void Write(string path, MonitorStatus status)
    {
        byte[] content = MonitorDocument.Write(status);
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = path + ".tmp";

        // 1. The content, on disk under a name that nobody reads.
        using (Fd file = Fd.Open(temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, OwnerReadWrite))
        {
            file.Write(content);
            file.Sync();
        }

        // 2. The name, at once.
        File.Move(temporary, path, overwrite: true);

        // 3. The directory, so that the name is on disk too.
        using Fd parent = Fd.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        parent.Sync();
    }

    /// <summary>Null while there is none: the process still runs, or its monitor was killed.</summary>
    /// <exception cref="JsonException">What is there was not written by a monitor.</exception>
    public static MonitorStatus? Read(string path)
    {
        Fd file;
        try
        {
            file = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }

        using (file)
        {
            byte[] content = new byte[MaxLength];
            int length = 0;
            for (int got = -1; got != 0 && length < content.Length; length += got)
            {
                got = file.Read(content.AsSpan(length));
            }

            return MonitorDocument.ReadMonitorStatus(content.AsSpan(0, length));
        }
    }
}
