using System.Buffers.Binary;

namespace Berth.Dns.Messages;

/// <summary>
/// The first twelve bytes of a message (RFC 1035 4.1.1), each number two bytes, the high one first:
/// <code>
/// ID | QR OPCODE(4) AA TC RD  RA Z AD CD RCODE(4) | questions | answers | authorities | additionals
/// </code>
/// </summary>
/// <param name="Flags">The second number.</param>
public readonly record struct MessageHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    public const int Size = 12;

    public const ushort ResponseFlag = 0x8000;
    public const ushort OpcodeMask = 0x7800;
    public const ushort AuthoritativeFlag = 0x0400;
    public const ushort TruncatedFlag = 0x0200;
    public const ushort RecursionDesiredFlag = 0x0100;
    public const ushort RecursionAvailableFlag = 0x0080;

    public bool IsResponse => (Flags & ResponseFlag) != 0;

    public bool IsStandardQuery => (Flags & (ResponseFlag | OpcodeMask)) == 0;

    public bool IsTruncated => (Flags & TruncatedFlag) != 0;

    public bool IsAuthoritative => (Flags & AuthoritativeFlag) != 0;

    public ResponseCode Code => (ResponseCode)(Flags & 0xf);

    /// <summary>False: shorter than a header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        header = default;
        if (message.Length < Size)
        {
            return false;
        }

        header = new MessageHeader(
            Number(message, 0), Number(message, 2), Number(message, 4), Number(message, 6), Number(message, 8), Number(message, 10));
        return true;
    }

    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Flags);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], Additionals);
    }

    private static ushort Number(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
}
