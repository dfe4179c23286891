namespace Berth.Runtime.Monitor;

/// <summary>A header and its payload as the bytes that go over the socket.</summary>
internal static class Frame
{
    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> payload) => Of((byte)kind, payload);

    public static byte[] Of(RequestKind kind, ReadOnlySpan<byte> payload) => Of((byte)kind, payload);

    private static byte[] Of(byte kind, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(kind, payload.Length).Write(frame);
        payload.CopyTo(frame.AsSpan(FrameHeader.Size));
        return frame;
    }
}
