using System.Buffers.Binary;

namespace Berth.Dns.Messages;

/// <summary>What a client asks: a message with one question, as it was received from somebody who may be hostile.</summary>
public readonly ref struct Query
{
    /// <summary>What every client takes over UDP (RFC 1035 4.2.1).</summary>
    public const int PlainSize = 512;

    private const ushort Internet = 1;

    private Query(MessageHeader header, ReadOnlySpan<byte> name, bool isPlain)
    {
        Header = header;
        Name = name;
        IsPlain = isPlain;
    }

    public MessageHeader Header { get; }

    /// <summary>See <see cref="DomainName"/>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>False: a name with such bytes that no container has it.</summary>
    public bool IsPlain { get; }

    public RecordType Type { get; private init; }

    public ushort Class { get; private init; }

    /// <summary>Where the question ends in the message.</summary>
    public int QuestionEnd { get; private init; }

    /// <summary>There is an OPT record (RFC 6891), so that an answer has one too.</summary>
    public bool HasEdns { get; private init; }

    /// <summary>Bytes that the client takes over UDP, <see cref="PlainSize"/> at least.</summary>
    public int MaxSize { get; private init; }

    public bool IsInternet => Class == Internet;

    /// <summary>Reads a message with one question.</summary>
    /// <param name="text">Room for the name, at least <see cref="DomainName.MaxLength"/> bytes, which the query refers to.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, Span<byte> text, out Query query)
    {
        query = default;
        int position = MessageHeader.Size;
        if (!MessageHeader.TryRead(message, out MessageHeader header) || header.Questions != 1
            || !DomainName.TryReadUncompressed(message, ref position, text, out int length, out bool isPlain)
            || position + 4 > message.Length)
        {
            return false;
        }

        int end = position + 4;
        int size = EdnsSize(header, message, end);
        query = new Query(header, text[..length], isPlain)
        {
            Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(message[position..]),
            Class = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..]),
            QuestionEnd = end,
            HasEdns = size >= 0,
            MaxSize = Math.Max(size, PlainSize),
        };
        return true;
    }

    /// <summary>What an OPT record says of the client's size; -1: there is none that can be read.</summary>
    private static int EdnsSize(MessageHeader header, ReadOnlySpan<byte> message, int position)
    {
        int records = header.Answers + header.Authorities + header.Additionals;
        for (int i = 0; i < records; i++)
        {
            // NAME, TYPE, CLASS (here the size), TTL, RDLENGTH, RDATA
            if (!DomainName.TrySkip(message, ref position) || position + 10 > message.Length)
            {
                return -1;
            }

            ReadOnlySpan<byte> record = message[position..];
            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(record) == RecordType.Opt)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(record[2..]);
            }

            position += 10 + BinaryPrimitives.ReadUInt16BigEndian(record[8..]);
        }

        return -1;
    }
}
