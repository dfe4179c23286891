using Berth.Linux;

namespace Berth.Cli.Terminal;

/// <summary>
/// Standard input, output or error. The descriptor is shared with other programs, one of which may have made it non-blocking; this
/// stream waits where the framework's would fail.
/// </summary>
internal sealed class StandardStream(Fd fd, bool isInput) : Stream
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
        try
        {
            while (true)
            {
                if (NonBlocking.Read(fd, buffer) is int read)
                {
                    return read;
                }

                Wait(PollEvents.Readable);
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EIO)
        {
            // The terminal has gone: there is no more input.
            return 0;
        }
        catch (LinuxException e)
        {
            throw new IOException("read standard input: " + LinuxException.Text(e.Errno), e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="BrokenPipeException">The reader has gone.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                if (NonBlocking.Write(fd, buffer) is int written)
                {
                    buffer = buffer[written..];
                }
                else
                {
                    Wait(PollEvents.Writable);
                }
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EPIPE)
        {
            throw new BrokenPipeException();
        }
        catch (LinuxException e)
        {
            throw new IOException("write standard output: " + LinuxException.Text(e.Errno), e);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Wait(PollEvents events)
    {
        var poll = new PollSet();
        poll.Add(fd, events);
        poll.Wait(-1);
    }
}

/// <summary>Whoever read our output has gone.</summary>
internal sealed class BrokenPipeException() : IOException("broken pipe");
