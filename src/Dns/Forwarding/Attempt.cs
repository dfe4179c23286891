using System.Buffers.Binary;
using Berth.Linux;

namespace Berth.Dns.Forwarding;

/// <summary>
/// A question on its way to one server. Over TCP a message has its length before it (RFC 1035 4.2.2), the connection may still be on its way,
/// and the answer comes in pieces.
/// </summary>
internal sealed class Attempt(Fd socket, bool isStream) : IDisposable
{
    private const int LengthSize = 2;

    private int _sent;
    private byte[] _received = [];
    private int _length;
    private bool _isSent;

    public int PollIndex { get; private set; } = -1;

    public void AddTo(PollSet poll) => PollIndex = poll.Add(socket, _isSent ? PollEvents.Readable : PollEvents.Writable);

    /// <summary>Sends what is left of the question.</summary>
    /// <param name="question">Its length before it.</param>
    /// <exception cref="LinuxException">The server cannot be reached.</exception>
    public void Send(ReadOnlySpan<byte> question)
    {
        while (!_isSent)
        {
            if (NonBlocking.Send(socket, isStream ? question[_sent..] : question[LengthSize..]) is not int put)
            {
                return;
            }

            _sent += put;
            _isSent = !isStream || _sent == question.Length;
        }
    }

    /// <summary>Reads once.</summary>
    /// <param name="buffer">For a datagram.</param>
    /// <param name="answer">A whole message, in <paramref name="buffer"/> or here; empty: there is none yet.</param>
    /// <returns>False: nothing more will come.</returns>
    /// <exception cref="LinuxException">The server cannot be reached, or broke off.</exception>
    public bool Receive(Span<byte> buffer, out ReadOnlySpan<byte> answer)
    {
        answer = default;
        if (NonBlocking.Receive(socket, isStream ? Rest() : buffer) is not int got)
        {
            return true;
        }

        if (!isStream)
        {
            answer = buffer[..got];
            return true;
        }

        _length += got;
        if (_length >= LengthSize && _length == LengthSize + Expected)
        {
            answer = _received.AsSpan(LengthSize, Expected);
        }

        return got > 0;
    }

    public void Dispose() => socket.Dispose();

    private int Expected => BinaryPrimitives.ReadUInt16BigEndian(_received);

    /// <summary>Where the next piece goes: first the length, then exactly as much as that says.</summary>
    private Span<byte> Rest()
    {
        if (_received.Length == 0)
        {
            _received = new byte[LengthSize];
        }

        if (_length == LengthSize && _received.Length == LengthSize)
        {
            Array.Resize(ref _received, LengthSize + Expected);
        }

        return _received.AsSpan(_length);
    }
}
