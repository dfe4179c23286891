using System.Globalization;
using System.Text;
using Berth.Linux;

namespace Berth.Runtime;

/// <summary>The home directory of a user by the container's own /etc/passwd: the image's text, read as such and no further.</summary>
internal static class HomeDirectory
{
    // The most that is read; what comes after it counts as not there.
    private const int MostBytes = 10 << 20;

    /// <summary><c>/</c> where there is no such file or user.</summary>
    public static string Of(string root, uint uid)
    {
        try
        {
            using var confined = ConfinedRoot.Open(root);
            // A device does something when it is opened, a FIFO waits, /proc/kmsg is the host's: only a file is looked at.
            using Fd? place = confined.TryOpenFile("/etc/passwd", OpenFlags.O_PATH);
            if (place?.Status().Kind != FileKind.Regular)
            {
                return "/";
            }

            // What is there by now may be something else: it must not hang either.
            using Fd file = confined.OpenFile("/etc/passwd", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
            return file.Status().Kind == FileKind.Regular ? Find(Read(file), uid) : "/";
        }
        catch (LinuxException)
        {
            return "/";
        }
    }

    /// <summary>passwd(5): name:password:uid:gid:comment:home:shell.</summary>
    internal static string Find(string passwd, uint uid)
    {
        string wanted = uid.ToString(CultureInfo.InvariantCulture);
        foreach (string line in passwd.Split('\n'))
        {
            string[] fields = line.Split(':');
            if (fields.Length >= 6 && fields[2] == wanted && fields[5].StartsWith('/'))
            {
                return fields[5];
            }
        }

        return "/";
    }

    private static string Read(Fd file)
    {
        var content = new MemoryStream();
        byte[] buffer = new byte[4096];
        for (int got = file.Read(buffer); got > 0 && content.Length < MostBytes; got = file.Read(buffer))
        {
            content.Write(buffer, 0, got);
        }

        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }
}
