using System.Buffers.Binary;

namespace Berth.Runtime.Monitor;

/// <summary>
/// Takes the requests of one connection apart as their bytes arrive. Input is handed on in the pieces it comes in; every
/// other request has at most four bytes, so that nothing a client sends makes the monitor grow.
/// </summary>
internal sealed class RequestParser
{
    private const int MaxArguments = 4;

    private readonly byte[] _collected = new byte[FrameHeader.Size + MaxArguments];
    private int _length;
    private FrameHeader? _header;
    private int _remaining;

    /// <summary>
    /// Takes one request, or a piece of input, from the front of <paramref name="data"/>; false where more is needed for one.
    /// </summary>
    /// <exception cref="InvalidDataException">This is not the protocol.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> data, out RequestKind kind, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        kind = default;
        if (_header is null && !TryReadHeader(ref data))
        {
            return false;
        }

        kind = (RequestKind)_header!.Value.Kind;
        return kind == RequestKind.Stdin ? TryReadInput(ref data, out payload) : TryReadArguments(ref data, out payload);
    }

    /// <summary>The rows and columns of a <see cref="RequestKind.Resize"/>.</summary>
    public static (ushort Rows, ushort Columns) ReadSize(ReadOnlySpan<byte> payload) =>
        (BinaryPrimitives.ReadUInt16BigEndian(payload), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));

    /// <summary>The number of a <see cref="RequestKind.Signal"/>.</summary>
    public static int ReadSignal(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt32BigEndian(payload);

    private bool TryReadHeader(ref ReadOnlySpan<byte> data)
    {
        if (!Collect(ref data, FrameHeader.Size))
        {
            return false;
        }

        if (!FrameHeader.TryRead(_collected, out FrameHeader header) || !HasRightLength(header))
        {
            throw new InvalidDataException($"no such request: kind {header.Kind}, {header.Length} bytes");
        }

        _header = header;
        _remaining = header.Length;
        return true;
    }

    private static bool HasRightLength(FrameHeader header) => (RequestKind)header.Kind switch
    {
        RequestKind.Stdin => true,
        RequestKind.CloseStdin or RequestKind.Start => header.Length == 0,
        RequestKind.Subscribe => header.Length == 1,
        RequestKind.Resize or RequestKind.Signal => header.Length == 4,
        _ => false,
    };

    private bool TryReadInput(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> payload)
    {
        payload = data[..Math.Min(data.Length, _remaining)];
        data = data[payload.Length..];
        bool empty = payload.IsEmpty && _remaining > 0;
        _remaining -= payload.Length;
        if (_remaining == 0)
        {
            Reset();
        }

        return !empty;
    }

    private bool TryReadArguments(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!Collect(ref data, FrameHeader.Size + _remaining))
        {
            return false;
        }

        payload = _collected.AsSpan(FrameHeader.Size, _remaining);
        Reset();
        return true;
    }

    private bool Collect(ref ReadOnlySpan<byte> data, int length)
    {
        int taken = Math.Min(data.Length, length - _length);
        data[..taken].CopyTo(_collected.AsSpan(_length));
        data = data[taken..];
        _length += taken;
        return _length == length;
    }

    private void Reset()
    {
        _header = null;
        _length = 0;
    }
}
