using System.Buffers.Binary;
using Berth.Dns.Messages;
using Berth.Linux;

namespace Berth.Dns.Forwarding;

/// <summary>
/// A question that other servers are asked. The first server gets it at once, the next one when that has failed or has been silent for
/// <see cref="Patience"/>; an answer of any of them will do.
/// </summary>
internal sealed class ForwardedQuery : IDisposable
{
    /// <summary>How long a server may be silent before the next one is asked too, milliseconds.</summary>
    public const int Patience = 2000;

    /// <summary>How long the last one may take, milliseconds: docker's, and within what resolvers wait (resolv.conf(5): 5 s).</summary>
    public const int LastPatience = 4000;

    private const int LengthSize = 2;

    private readonly IClient _client;
    private readonly Upstream[] _servers;
    private readonly byte[] _message;
    private readonly ushort _clientId;
    private readonly int _questionEnd;
    private readonly List<Attempt> _attempts = [];
    private int _next;

    /// <param name="client">Who gets the answer.</param>
    /// <param name="message">A query that can be read.</param>
    /// <param name="id">What the servers get instead of the client's ID: random.</param>
    /// <param name="servers">In the order in which they are asked.</param>
    public ForwardedQuery(IClient client, ReadOnlySpan<byte> message, ushort id, Upstream[] servers)
    {
        _client = client;
        _servers = servers;
        _message = new byte[LengthSize + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(_message, (ushort)message.Length);
        message.CopyTo(_message.AsSpan(LengthSize));
        _clientId = BinaryPrimitives.ReadUInt16BigEndian(message);
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(LengthSize), id);
        Span<byte> text = stackalloc byte[DomainName.MaxLength];
        _questionEnd = Query.TryRead(message, text, out Query query) ? query.QuestionEnd : 0;
    }

    /// <summary>The client has its answer.</summary>
    public bool IsDone { get; private set; }

    /// <summary>When the next server is asked or, after the last, the client told of the failure; a timestamp.</summary>
    public long Deadline { get; private set; }

    /// <summary>Asks the next server that can be asked; after the last, the client is told that there is no answer.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="millisecond">How much of it is a millisecond.</param>
    public void AskNext(OpenUpstream open, long now, long millisecond, Span<byte> buffer)
    {
        while (!IsDone && _next < _servers.Length)
        {
            Upstream server = _servers[_next++];
            Deadline = now + ((_next < _servers.Length ? Patience : LastPatience) * millisecond);
            if (open(server, _client.IsStream) is { } socket && TryStart(new Attempt(socket, _client.IsStream)))
            {
                return;
            }
        }

        if (!IsDone && (_attempts.Count == 0 || now >= Deadline))
        {
            Finish(Fail(buffer));
        }
    }

    public void AddTo(PollSet poll)
    {
        foreach (Attempt attempt in _attempts)
        {
            attempt.AddTo(poll);
        }
    }

    /// <summary>Sends and receives what can be; returns whether a server has failed and no other is on its way.</summary>
    public bool Serve(PollSet poll, Span<byte> buffer)
    {
        bool failed = false;
        for (int i = _attempts.Count - 1; i >= 0 && !IsDone; i--)
        {
            if (_attempts[i].PollIndex >= 0 && poll[_attempts[i].PollIndex] != PollEvents.None && !Go(_attempts[i], buffer))
            {
                _attempts[i].Dispose();
                _attempts.RemoveAt(i);
                failed = true;
            }
        }

        return failed && _attempts.Count == 0 && !IsDone;
    }

    public void Dispose()
    {
        foreach (Attempt attempt in _attempts)
        {
            attempt.Dispose();
        }

        _attempts.Clear();
    }

    private bool TryStart(Attempt attempt)
    {
        try
        {
            attempt.Send(_message);
            _attempts.Add(attempt);
            return true;
        }
        catch (LinuxException)
        {
            attempt.Dispose();
            return false;
        }
    }

    /// <summary>Returns false where nothing is to be hoped for from this server.</summary>
    private bool Go(Attempt attempt, Span<byte> buffer)
    {
        try
        {
            attempt.Send(_message);
            bool goesOn = attempt.Receive(buffer, out ReadOnlySpan<byte> answer);
            if (answer.IsEmpty || !IsAnswer(answer, out MessageHeader header))
            {
                // What does not belong to the question was not sent by the server: the answer is still to come.
                return goesOn;
            }

            if (header.Code is ResponseCode.ServerFailure or ResponseCode.Refused)
            {
                return false;
            }

            Finish(answer);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private bool IsAnswer(ReadOnlySpan<byte> answer, out MessageHeader header) =>
        MessageHeader.TryRead(answer, out header)
        && header.IsResponse
        && header.Id == BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(LengthSize))
        && header.Questions == 1
        && answer.Length >= _questionEnd
        && IsSameQuestion(answer[MessageHeader.Size.._questionEnd]);

    /// <summary>A server may write the name in another case. Lengths of labels are below 64 and no letters.</summary>
    private bool IsSameQuestion(ReadOnlySpan<byte> other)
    {
        ReadOnlySpan<byte> own = _message.AsSpan(LengthSize)[MessageHeader.Size.._questionEnd];
        int name = own.Length - 4;
        for (int i = 0; i < name; i++)
        {
            if (DomainName.Lower(own[i]) != DomainName.Lower(other[i]))
            {
                return false;
            }
        }

        return own[name..].SequenceEqual(other[name..]);
    }

    /// <summary>To the client, under its own ID. What it cannot take is cut to the question and the TC flag: it will ask again over TCP.</summary>
    private void Finish(ReadOnlySpan<byte> answer)
    {
        IsDone = true;
        bool fits = answer.Length <= _client.MaxSize;
        byte[] own = (fits ? answer : answer[.._questionEnd]).ToArray();
        _ = MessageHeader.TryRead(own, out MessageHeader header);
        header = header with { Id = _clientId };
        header = fits ? header : header with
        {
            Flags = (ushort)(header.Flags | MessageHeader.TruncatedFlag), Answers = 0, Authorities = 0, Additionals = 0,
        };
        header.Write(own);
        _client.Answer(own);
    }

    private ReadOnlySpan<byte> Fail(Span<byte> buffer)
    {
        int length = ResponseWriter.Fail(_message.AsSpan(LengthSize), buffer);
        return buffer[..length];
    }
}
