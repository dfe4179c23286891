using System.Buffers.Binary;

namespace Berth.Runtime.Monitor;

/// <summary>
/// The eight bytes before each payload, in both directions:
/// <code>
/// byte   0      1   2   3     4   5   6   7       8 …
///      ┌──────┬───────────┬──────────────────┬─────────┐
///      │ kind │ 0   0   0 │ length, u32 BE   │ payload │
///      └──────┴───────────┴──────────────────┴─────────┘
/// </code>
/// </summary>
/// <param name="Kind">A <see cref="FrameKind"/> or a <see cref="RequestKind"/>, by direction.</param>
/// <param name="Length">Bytes of payload, at most <see cref="MaxPayload"/>.</param>
public readonly record struct FrameHeader(byte Kind, int Length)
{
    public const int Size = 8;

    /// <summary>A longer frame ends the connection: the other side is broken or hostile.</summary>
    public const int MaxPayload = 1 << 20;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Kind);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Length);
    }

    /// <summary>False where the reserved bytes are not zero or the length is over the limit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        header = new FrameHeader(source[0], (int)Math.Min(length, int.MaxValue));
        return length <= MaxPayload && (source[1] | source[2] | source[3]) == 0;
    }
}
