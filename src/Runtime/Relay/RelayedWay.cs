using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>
/// One way through a relayed connection. Little is copied: bytes are looked at where the kernel has them (MSG_PEEK), given to the
/// other side, and let go of as far as that took them. Much goes through a pipe, uncopied, which the way has only while bytes are on it:
/// <code>
/// little   socket ──peek──▶ buffer ──send──▶ socket     then: drop from the first what the second took
/// much     socket ──splice──▶ pipe ──splice──▶ socket   filled again only when it is empty
/// </code>
/// Nothing is read while the receiver takes nothing. So a slow side slows down the other one, as on a direct connection.
/// </summary>
internal sealed class RelayedWay(RelayContext context, RelaySide from, RelaySide to)
{
    /// <summary>Calls of the kernel's in a row before others have their turn.</summary>
    private const int MaxSteps = 8;

    /// <summary>Bytes at once: from here on copying costs more than another call.</summary>
    private const int Much = 16 * 1024;

    private SplicePipe? _pipe;
    private long _spliced;
    private bool _isMuch;
    private bool _endIsPassed;

    /// <summary>All that the sender had to say has been given to the receiver, and it says no more.</summary>
    public bool HasEnded { get; private set; }

    public RelayProgress Move()
    {
        for (int i = 0; i < MaxSteps; i++)
        {
            RelayProgress progress = Step();
            if (progress != RelayProgress.HasMore)
            {
                return progress;
            }
        }

        return RelayProgress.HasMore;
    }

    /// <summary>Tells the receiver of the end, once.</summary>
    public void PassEnd()
    {
        if (HasEnded && !_endIsPassed)
        {
            _endIsPassed = true;
            StreamSocket.ShutdownSend(to.Socket);
        }
    }

    /// <summary>Lets go of what it has; what is on the way is lost.</summary>
    public void Release()
    {
        if (_pipe is not null)
        {
            context.Pipes.Return(_pipe);
            _pipe = null;
        }
    }

    private RelayProgress Step()
    {
        if (HasEnded || !to.IsWritable)
        {
            return RelayProgress.Waits;
        }

        if (_pipe is { Held: > 0 })
        {
            return Drain(_pipe);
        }

        if (!from.IsReadable)
        {
            return RelayProgress.Waits;
        }

        _pipe ??= _isMuch ? context.Pipes.TryTake() : null;
        return _pipe is null ? Copy() : Fill(_pipe);
    }

    private RelayProgress Drain(SplicePipe pipe)
    {
        if (pipe.Drain(to.Socket, out Errno errno) > 0)
        {
            return RelayProgress.HasMore;
        }

        to.IsWritable = errno != Errno.EAGAIN;
        return After(errno);
    }

    /// <summary>The pipe is empty, and there is something to be read.</summary>
    private RelayProgress Fill(SplicePipe pipe)
    {
        int taken = pipe.Fill(from.Socket, out Errno errno);
        if (taken > 0)
        {
            _spliced += taken;
            return RelayProgress.HasMore;
        }

        // Nothing is left: whether the next piece is large is likely to be as it was with this one.
        _isMuch = _spliced >= Much;
        _spliced = 0;
        Release();
        if (taken == 0)
        {
            // The end, or urgent data that splice(2) does not pass: a look at it tells.
            _isMuch = false;
            return RelayProgress.HasMore;
        }

        if (errno is Errno.EINVAL or Errno.ENOSYS or Errno.EPERM)
        {
            context.Pipes.Refuse();
            return RelayProgress.HasMore;
        }

        from.IsReadable = errno != Errno.EAGAIN;
        return After(errno);
    }

    private RelayProgress Copy()
    {
        Span<byte> buffer = context.Buffer;
        int there = StreamSocket.Peek(from.Socket, buffer, out Errno errno);
        if (there == 0)
        {
            return End();
        }

        if (there < 0)
        {
            from.IsReadable = errno != Errno.EAGAIN;
            return After(errno);
        }

        int taken = StreamSocket.Send(to.Socket, buffer[..there], out errno);
        if (taken < 0)
        {
            to.IsWritable = errno != Errno.EAGAIN;
            return After(errno);
        }

        StreamSocket.Discard(from.Socket, taken);
        to.IsWritable = taken == there;
        from.IsReadable = taken < there || there == buffer.Length || from.HasMoreBehind;
        _isMuch = there >= Much;
        return RelayProgress.HasMore;
    }

    private RelayProgress End()
    {
        HasEnded = true;
        return RelayProgress.Waits;
    }

    private static RelayProgress After(Errno errno) => errno switch
    {
        Errno.EAGAIN => RelayProgress.Waits,
        Errno.EINTR => RelayProgress.HasMore,
        _ => RelayProgress.Broken,
    };
}
