using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>
/// Standard input, output or error. The descriptor is shared with other programs, one of which may have made it non-blocking; this
/// stream waits where the framework's would fail.
/// </summary>
internal sealed unsafe class StandardStream(int fd, bool isInput) : Stream
{
    public override bool CanRead => isInput;

    public override bool CanSeek => false;

    public override bool CanWrite => !isInput;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint read;
            fixed (byte* bytes = buffer)
            {
                read = Libc.read(fd, bytes, (nuint)buffer.Length);
            }

            if (read >= 0)
            {
                return (int)read;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.EINTR:
                    continue;
                case Libc.EAGAIN:
                    Wait(Libc.POLLIN);
                    continue;
                case Libc.EIO:
                    // The terminal has gone: there is no more input.
                    return 0;
                default:
                    throw new IOException("read standard input: " + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="BrokenPipeException">The reader has gone.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* bytes = buffer)
            {
                written = Libc.write(fd, bytes, (nuint)buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.EINTR:
                    continue;
                case Libc.EAGAIN:
                    Wait(Libc.POLLOUT);
                    continue;
                case Libc.EPIPE:
                    throw new BrokenPipeException();
                default:
                    throw new IOException("write standard output: " + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Wait(short events)
    {
        var entry = new Libc.PollFd { fd = fd, events = events };
        _ = Libc.poll(&entry, 1, -1);
    }
}

/// <summary>Whoever read our output has gone.</summary>
internal sealed class BrokenPipeException() : IOException("broken pipe");
