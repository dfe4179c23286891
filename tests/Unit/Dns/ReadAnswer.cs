using System.Buffers.Binary;
using System.Net;
using System.Text;
using Berth.Dns.Messages;

namespace Berth.Unit.Dns;

/// <summary>An answer, read strictly.</summary>
internal sealed record ReadAnswer(MessageHeader Header, IReadOnlyList<string> Records, bool HasEdns)
{
    public ResponseCode Code => Header.Code;

    public static ReadAnswer Of(ReadOnlySpan<byte> message)
    {
        if (!MessageHeader.TryRead(message, out MessageHeader header))
        {
            throw new InvalidDataException("no header");
        }

        int position = MessageHeader.Size;
        for (int i = 0; i < header.Questions; i++)
        {
            Name(message, ref position);
            position += 4;
        }

        List<string> records = [];
        bool edns = false;
        for (int i = 0; i < header.Answers + header.Authorities + header.Additionals; i++)
        {
            string name = Name(message, ref position);
            var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
            uint ttl = BinaryPrimitives.ReadUInt32BigEndian(message[(position + 4)..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 8)..]);
            position += 10;
            int data = position;
            position += length;
            edns |= type == RecordType.Opt;
            if (type != RecordType.Opt)
            {
                string value = type == RecordType.Ptr ? Name(message, ref data) : new IPAddress(message.Slice(data, length)).ToString();
                records.Add($"{name} {ttl} {type} {value}");
            }
        }

        return position == message.Length ? new ReadAnswer(header, records, edns) : throw new InvalidDataException("bytes behind the message");
    }

    private static string Name(ReadOnlySpan<byte> message, ref int position)
    {
        var text = new StringBuilder();
        int at = position;
        bool moved = false;
        while (message[at] != 0)
        {
            if (message[at] >= 0xc0)
            {
                position = moved ? position : at + 2;
                moved = true;
                at = BinaryPrimitives.ReadUInt16BigEndian(message[at..]) & 0x3fff;
                continue;
            }

            text.Append(text.Length == 0 ? "" : ".").Append(Encoding.UTF8.GetString(message.Slice(at + 1, message[at])));
            at += 1 + message[at];
        }

        position = moved ? position : at + 1;
        return text.ToString();
    }
}
