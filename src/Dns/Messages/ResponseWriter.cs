using System.Buffers.Binary;

namespace Berth.Dns.Messages;

/// <summary>
/// Writes the answer to one query: header, the question as it was asked, records that refer to the question's name, OPT where the query had
/// one. A record that does not fit is left out, with the TC flag set.
/// </summary>
public ref struct ResponseWriter
{
    /// <summary>How long an answer about a container may be kept, in seconds: docker's.</summary>
    public const uint TimeToLive = 600;

    /// <summary>What we take over UDP ourselves: what passes every network unfragmented (DNS flag day 2020).</summary>
    private const ushort OwnSize = 1232;

    private const int OptSize = 11;
    private const ushort QuestionPointer = 0xC000 | MessageHeader.Size;
    private const int RecordHeader = 12;

    private readonly Span<byte> _target;
    private readonly MessageHeader _query;
    private readonly bool _hasEdns;
    private readonly int _limit;
    private ushort _answers;
    private bool _truncated;
    private int _position;

    /// <param name="message">The message that <paramref name="query"/> was read from.</param>
    /// <param name="target">Room for the answer, at least for the question and an OPT record.</param>
    /// <param name="maxSize">The most bytes that the client takes.</param>
    public ResponseWriter(ReadOnlySpan<byte> message, scoped in Query query, Span<byte> target, int maxSize)
    {
        _target = target;
        _query = query.Header;
        _hasEdns = query.HasEdns;
        _limit = Math.Min(maxSize, target.Length) - (_hasEdns ? OptSize : 0);
        message[MessageHeader.Size..query.QuestionEnd].CopyTo(target[MessageHeader.Size..]);
        _position = query.QuestionEnd;
    }

    /// <summary>An A record of 4 bytes or an AAAA record of 16, in network order.</summary>
    public void AddAddress(scoped ReadOnlySpan<byte> address)
    {
        if (TryBegin(address.Length == 4 ? RecordType.A : RecordType.Aaaa, address.Length))
        {
            address.CopyTo(_target[_position..]);
            _position += address.Length;
        }
    }

    /// <summary>A PTR record. A name that cannot be in a message is left out.</summary>
    public void AddName(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        int length = DomainName.Write(text, name);
        if (length > 0 && TryBegin(RecordType.Ptr, length))
        {
            name[..length].CopyTo(_target[_position..]);
            _position += length;
        }
    }

    /// <summary>Completes the message; returns its length.</summary>
    public int Finish(ResponseCode code)
    {
        if (_hasEdns)
        {
            // The root's name, OPT, our size, no extended code, no data.
            Span<byte> opt = _target.Slice(_position, OptSize);
            opt.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RecordType.Opt);
            BinaryPrimitives.WriteUInt16BigEndian(opt[3..], OwnSize);
            _position += OptSize;
        }

        int flags = MessageHeader.ResponseFlag | MessageHeader.RecursionAvailableFlag
            | (_query.Flags & (MessageHeader.OpcodeMask | MessageHeader.RecursionDesiredFlag))
            | (_truncated ? MessageHeader.TruncatedFlag : 0) | (int)code;
        new MessageHeader(_query.Id, (ushort)flags, 1, _answers, 0, _hasEdns ? (ushort)1 : (ushort)0).Write(_target);
        return _position;
    }

    /// <summary>An answer to what could not be read, but has a header: that, with nothing behind it.</summary>
    public static int Refuse(MessageHeader query, ResponseCode code, Span<byte> target)
    {
        int flags = MessageHeader.ResponseFlag | (query.Flags & (MessageHeader.OpcodeMask | MessageHeader.RecursionDesiredFlag)) | (int)code;
        new MessageHeader(query.Id, (ushort)flags, 0, 0, 0, 0).Write(target);
        return MessageHeader.Size;
    }

    /// <summary>The answer to a question that nobody can answer; returns its length.</summary>
    public static int Fail(ReadOnlySpan<byte> message, Span<byte> target)
    {
        Span<byte> text = stackalloc byte[DomainName.MaxLength];
        return Query.TryRead(message, text, out Query query)
            ? new ResponseWriter(message, query, target, target.Length).Finish(ResponseCode.ServerFailure)
            : 0;
    }

    private bool TryBegin(RecordType type, int length)
    {
        if (_truncated || _position + RecordHeader + length > _limit)
        {
            _truncated = true;
            return false;
        }

        Span<byte> record = _target[_position..];
        BinaryPrimitives.WriteUInt16BigEndian(record, QuestionPointer);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)length);
        _position += RecordHeader;
        _answers++;
        return true;
    }
}
