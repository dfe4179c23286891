using Berth.Linux;

namespace Berth.Cli;

/// <summary>What kind of file a path names, links followed.</summary>
internal static class FileType
{
    /// <summary>In docker's words; null where nothing is there.</summary>
    public static string? Of(string path)
    {
        try
        {
            using Fd file = Fd.Open(path, OpenFlags.O_PATH);
            return file.Status().Kind switch
            {
                FileKind.Fifo => "named pipe file",
                FileKind.CharacterDevice => "character device file",
                FileKind.Directory => "directory",
                FileKind.BlockDevice => "device file",
                FileKind.Socket => "socket file",
                _ => "regular file",
            };
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
