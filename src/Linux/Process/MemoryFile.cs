namespace Berth.Linux;

/// <summary>A file that is only memory (memfd_create(2)).</summary>
public static class MemoryFile
{
    public static Fd Create(string name)
    {
        int fd = Libc.memfd_create(name, 1);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("memfd_create", name);
    }

    /// <summary>The next read begins at the start.</summary>
    public static void Rewind(Fd file)
    {
        if (Libc.lseek(file.Number, 0, 0) < 0)
        {
            throw LinuxException.FromLastError("lseek");
        }
    }

    /// <summary>Its first bytes, at most so many, wherever its offset is.</summary>
    public static byte[] ReadStart(Fd file, int most)
    {
        Rewind(file);
        byte[] buffer = new byte[most];
        int length = 0;
        for (int got = file.Read(buffer); got > 0; got = file.Read(buffer.AsSpan(length)))
        {
            length += got;
        }

        return buffer[..length];
    }

    /// <summary>All of it, wherever its offset is.</summary>
    public static byte[] ReadAll(Fd file)
    {
        Rewind(file);
        var content = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        for (int got = file.Read(buffer); got > 0; got = file.Read(buffer))
        {
            content.Write(buffer[..got]);
        }

        return content.ToArray();
    }
}
