using Berth.Linux;

namespace Berth.Cli.Terminal;

/// <summary>Who a file belongs to, which the framework does not say.</summary>
internal static class FileOwner
{
    /// <summary>Gives a file the owner and group of another, as far as this user may.</summary>
    public static void Copy(string from, string to)
    {
        try
        {
            using Fd source = Fd.Open(from, OpenFlags.O_PATH);
            using Fd target = Fd.Open(to, OpenFlags.O_WRONLY);
            FileStatus status = source.Status();
            target.SetOwner(status.Owner, status.Group);
        }
        catch (LinuxException)
        {
            // It is the user's own then.
        }
    }
}
