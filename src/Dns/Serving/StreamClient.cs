using System.Buffers.Binary;
using Berth.Dns.Forwarding;
using Berth.Linux;

namespace Berth.Dns.Serving;

/// <summary>
/// Somebody who is connected over TCP: questions with their lengths before them (RFC 1035 4.2.2, RFC 7766), answered one after another.
/// While an answer is on its way, nothing more is read.
/// </summary>
internal sealed class StreamClient(Fd socket) : IClient, IDisposable
{
    /// <summary>The longest question: there is no reason for one that is longer.</summary>
    public const int MaxQuestion = 4096;

    private const int LengthSize = 2;

    private readonly byte[] _input = new byte[LengthSize + MaxQuestion];
    private byte[] _output = [];
    private int _length;
    private int _sent;

    public int PollIndex { get; set; } = -1;

    /// <summary>A timestamp: when it last did anything.</summary>
    public long LastActive { get; set; }

    /// <summary>It waits for another server's answer.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>It has gone, or asked what nobody asks.</summary>
    public bool IsOver { get; private set; }

    public int MaxSize => ushort.MaxValue;

    public bool IsStream => true;

    private bool IsSending => _sent < _output.Length;

    public void AddTo(PollSet poll) =>
        PollIndex = poll.Add(socket, IsSending ? PollEvents.Writable : IsWaiting ? PollEvents.None : PollEvents.Readable);

    /// <summary>Sends or reads once, as it is its turn.</summary>
    /// <param name="events">What was reported of it.</param>
    public void Go(PollEvents events)
    {
        try
        {
            if (IsSending)
            {
                Send();
            }
            else if (IsWaiting)
            {
                IsOver = (events & (PollEvents.Error | PollEvents.HungUp)) != 0;
            }
            else if (NonBlocking.Receive(socket, _input.AsSpan(_length)) is int got)
            {
                _length += got;
                IsOver = got == 0;
            }
        }
        catch (LinuxException)
        {
            IsOver = true;
        }
    }

    /// <summary>The next whole question; false: there is none, or it is not its turn.</summary>
    public bool TryTake(out ReadOnlySpan<byte> question)
    {
        question = default;
        if (IsOver || IsSending || IsWaiting || _length < LengthSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_input);
        if (length > MaxQuestion)
        {
            IsOver = true;
            return false;
        }

        if (_length < LengthSize + length)
        {
            return false;
        }

        byte[] taken = _input.AsSpan(LengthSize, length).ToArray();
        _length -= LengthSize + length;
        _input.AsSpan(LengthSize + length, _length).CopyTo(_input);
        question = taken;
        return true;
    }

    public void Answer(ReadOnlySpan<byte> message)
    {
        IsWaiting = false;
        if (IsOver)
        {
            return;
        }

        _output = new byte[LengthSize + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(_output, (ushort)message.Length);
        message.CopyTo(_output.AsSpan(LengthSize));
        _sent = 0;
        try
        {
            Send();
        }
        catch (LinuxException)
        {
            IsOver = true;
        }
    }

    public void Dispose()
    {
        IsOver = true;
        socket.Dispose();
    }

    private void Send()
    {
        _sent += NonBlocking.Send(socket, _output.AsSpan(_sent)) ?? 0;
        if (!IsSending)
        {
            _output = [];
            _sent = 0;
        }
    }
}
