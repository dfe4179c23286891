using System.Diagnostics;
using Berth.Linux;

namespace Berth.Runtime.Logs;

/// <summary>
/// Messages on their way to a socket that may be slow, or not there. They wait, up to a number of bytes; what comes then is lost, which is
/// said once. The other side is tried again every second. Nothing here ever waits for it, but at the end, for as long as it takes something.
/// </summary>
internal sealed class MessageQueue(Func<LogSocket> connect, int capacity, Action<string> complain) : IDisposable
{
    private const int RetryMilliseconds = 1000;
    private const int LastPatience = 1000;

    // Of a message that waits, besides its bytes.
    private const int Cost = 64;

    private readonly Queue<byte[]> _waiting = new();
    private LogSocket? _socket;
    private int _bytes;
    private int _sent;
    private long _failedAt;
    private bool _failed;
    private bool _complained;

    /// <summary>As in <see cref="IContainerLog.NextFlush"/>.</summary>
    public int NextFlush => _waiting.Count == 0 ? -1 : _failed ? RetryMilliseconds : 20;

    public void Add(byte[] message)
    {
        if (_bytes + message.Length + Cost > capacity)
        {
            Complain("the log's target does not take them");
            return;
        }

        _waiting.Enqueue(message);
        _bytes += message.Length + Cost;
    }

    public void Flush()
    {
        if (_waiting.Count == 0 || (_failed && Stopwatch.GetElapsedTime(_failedAt).TotalMilliseconds < RetryMilliseconds))
        {
            return;
        }

        try
        {
            _socket ??= connect();
            _failed = false;
            while (_waiting.TryPeek(out byte[]? message))
            {
                int? put = _socket.Send(message.AsSpan(_sent));
                if (put is null)
                {
                    return;
                }

                _sent += put.Value;
                if (_socket.IsDatagram || _sent == message.Length)
                {
                    Drop();
                }
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EMSGSIZE)
        {
            Drop();
            Complain(e.Message);
        }
        catch (LinuxException e)
        {
            // What was sent in part begins anew with the next connection.
            _sent = 0;
            _failed = true;
            _failedAt = Stopwatch.GetTimestamp();
            _socket?.Dispose();
            _socket = null;
            Complain(e.Message);
        }
    }

    public void Dispose()
    {
        Flush();
        long since = Stopwatch.GetTimestamp();
        while (_waiting.Count > 0 && !_failed && _socket is not null && Stopwatch.GetElapsedTime(since).TotalMilliseconds < LastPatience)
        {
            _socket.WaitWritable(LastPatience);
            Flush();
        }

        _socket?.Dispose();
    }

    private void Drop()
    {
        _bytes -= _waiting.Dequeue().Length + Cost;
        _sent = 0;
    }

    private void Complain(string reason)
    {
        if (!_complained)
        {
            _complained = true;
            complain($"log lines may be lost: {reason}");
        }
    }
}
