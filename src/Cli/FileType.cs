using Berth.Cli.Terminal;

namespace Berth.Cli;

/// <summary>What kind of file a path names, links followed (statx(2), inode(7)).</summary>
internal static unsafe class FileType
{
    private const int CurrentDirectory = -100;
    private const uint WantsType = 1;
    private const int StatusSize = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xf000;

    /// <summary>In docker's words; null where nothing is there.</summary>
    public static string? Of(string path)
    {
        byte* status = stackalloc byte[StatusSize];
        if (Libc.statx(CurrentDirectory, path, 0, WantsType, status) != 0)
        {
            return null;
        }

        return (*(ushort*)(status + ModeOffset) & TypeMask) switch
        {
            0x1000 => "named pipe file",
            0x2000 => "character device file",
            0x4000 => "directory",
            0x6000 => "device file",
            0xc000 => "socket file",
            _ => "regular file",
        };
    }
}
