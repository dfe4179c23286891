using System.Buffers.Binary;

namespace Berth.EngineApi.Streams;

/// <summary>
/// The header of a frame in attach, exec and logs without a terminal:
/// <code>
///   byte 0   1 2 3    4 5 6 7
///   kind     0 0 0    length, big-endian     payload of that length
/// </code>
/// </summary>
public readonly record struct StdioFrame(StdioKind Kind, int Length)
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderSize = 8;

    /// <summary>Reads a header of <see cref="HeaderSize"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The kind is unknown or the length does not fit in 31 bits.</exception>
    public static StdioFrame Read(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (header[0] > (byte)StdioKind.SystemError || length > int.MaxValue)
        {
            throw new InvalidDataException($"Unrecognized input header: {header[0]}");
        }

        return new StdioFrame((StdioKind)header[0], (int)length);
    }

    /// <summary>Writes the header into the first <see cref="HeaderSize"/> bytes.</summary>
    public void Write(Span<byte> header)
    {
        header[..HeaderSize].Clear();
        header[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)Length);
    }
}
