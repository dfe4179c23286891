namespace Berth.Linux;

/// <summary>Reading files that somebody else has written: a regular file, to a limit, without waiting for anything.</summary>
public static class BoundedFile
{
    /// <summary>The whole content.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="LinuxException">ENOENT and so on; EINVAL where it is no regular file, EFBIG where it is too large.</exception>
    public static byte[] ReadAll(string path, int most)
    {
        // A FIFO must not hang, and a terminal not become ours.
        using Fd file = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        FileStatus status = file.Status();
        if (status.Kind != FileKind.Regular)
        {
            throw new LinuxException("read", path, Errno.EINVAL);
        }

        if (status.Size > most)
        {
            throw new LinuxException("read", path, Errno.EFBIG);
        }

        // It may grow meanwhile, which is then not seen, or shrink.
        byte[] content = new byte[status.Size];
        int length = 0;
        for (int got = 1; got > 0 && length < content.Length; length += got)
        {
            got = file.Read(content.AsSpan(length));
        }

        return length == content.Length ? content : content[..length];
    }
}
