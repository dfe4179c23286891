namespace Berth.Linux;

/// <summary>A pipe(7): both ends blocking and close-on-exec.</summary>
public sealed unsafe class Pipe : IDisposable
{
    private Pipe(int read, int write)
    {
        Reader = new Fd(read);
        Writer = new Fd(write);
    }

    public Fd Reader { get; }

    public Fd Writer { get; }

    public static Pipe Create()
    {
        int* fds = stackalloc int[2];
        return Libc.pipe2(fds, OpenFlags.O_CLOEXEC) == 0
            ? new Pipe(fds[0], fds[1])
            : throw LinuxException.FromLastError("pipe");
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
