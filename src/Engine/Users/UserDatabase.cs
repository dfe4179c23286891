using System.Text;
using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Users;

/// <summary>
/// <c>/etc/passwd</c> and <c>/etc/group</c> of a container's root filesystem. The image is hostile: the files are reached without
/// leaving the root, only if they are regular (a fifo or a device could block or act), and only up to a size.
/// </summary>
internal sealed class UserDatabase(PasswdFile users, GroupFile groups)
{
    /// <summary>10 MiB, the limit that containerd has settled on.</summary>
    public const int MaximumSize = 10 << 20;

    public PasswdFile Users { get; } = users;

    public GroupFile Groups { get; } = groups;

    /// <summary>Reads both files; one that is missing is empty.</summary>
    /// <exception cref="InvalidParameterException">A file is no regular file or too large.</exception>
    public static UserDatabase Read(ConfinedRoot root) =>
        new(PasswdFile.Parse(ReadText(root, "/etc/passwd")), GroupFile.Parse(ReadText(root, "/etc/group")));

    private static string ReadText(ConfinedRoot root, string path)
    {
        using Fd? found = root.TryOpenFile(path, OpenFlags.O_PATH);
        if (found is null)
        {
            return "";
        }

        if (found.Status().Kind != FileKind.Regular)
        {
            throw new InvalidParameterException($"{path} of the image is not a regular file");
        }

        // Opened again through the descriptor, so that what was checked is what is read.
        using Fd file = Fd.Open(found.ProcPath, OpenFlags.O_RDONLY);
        return Encoding.UTF8.GetString(ReadAll(file, path).Span);
    }

    private static ReadOnlyMemory<byte> ReadAll(Fd file, string path)
    {
        var content = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        int got;
        while ((got = file.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, got);
            if (content.Length > MaximumSize)
            {
                throw new InvalidParameterException($"{path} of the image is larger than {MaximumSize} bytes");
            }
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
