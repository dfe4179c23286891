namespace Berth.Dns.Messages;

/// <summary>
/// Names as they are in messages (RFC 1035 3.1), labels with their lengths before them, and as text: lower-case ASCII, dots between labels,
/// none at the end. Everything is bounded by the 255 bytes that a name may have.
/// </summary>
public static class DomainName
{
    /// <summary>The most bytes that a name has in a message, and more than its text has.</summary>
    public const int MaxLength = 255;

    private const int MaxLabel = 63;
    private const byte PointerBits = 0xC0;

    /// <summary>
    /// Reads the name at <paramref name="position"/>, which then is behind it. A pointer (RFC 1035 4.1.4) is refused: in a question nothing
    /// comes before that could be pointed at.
    /// </summary>
    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">Bytes of text.</param>
    /// <param name="isPlain">
    /// False: there is a dot, a space or a control character in a label, so that the text could be mistaken for another name's.
    /// </param>
    public static bool TryReadUncompressed(ReadOnlySpan<byte> message, ref int position, Span<byte> text, out int length, out bool isPlain)
    {
        length = 0;
        isPlain = true;
        int start = position;
        while (position < message.Length)
        {
            int label = message[position++];
            if (label == 0)
            {
                return true;
            }

            if (label > MaxLabel || position + label >= message.Length || position + label - start >= MaxLength)
            {
                return false;
            }

            if (length > 0)
            {
                text[length++] = (byte)'.';
            }

            foreach (byte b in message.Slice(position, label))
            {
                isPlain &= b is > (byte)' ' and not (byte)'.' and not 0x7f;
                text[length++] = Lower(b);
            }

            position += label;
        }

        return false;
    }

    /// <summary>Moves behind a name without following pointers: each ends the name that it is in.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int position)
    {
        while (position < message.Length)
        {
            int label = message[position++];
            if (label == 0)
            {
                return true;
            }

            if ((label & PointerBits) == PointerBits)
            {
                position++;
                return position <= message.Length;
            }

            if (label > MaxLabel)
            {
                return false;
            }

            position += label;
        }

        return false;
    }

    /// <summary>Writes a name's text as labels; -1 where it is none: an empty label, one that is too long, or too long as a whole.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            int dot = text.IndexOf((byte)'.');
            ReadOnlySpan<byte> label = dot < 0 ? text : text[..dot];
            text = dot < 0 ? default : text[(dot + 1)..];
            if (label.Length is 0 or > MaxLabel || written + label.Length + 2 > Math.Min(target.Length, MaxLength))
            {
                return -1;
            }

            target[written++] = (byte)label.Length;
            label.CopyTo(target[written..]);
            written += label.Length;
        }

        if (written >= target.Length)
        {
            return -1;
        }

        target[written++] = 0;
        return written;
    }

    /// <summary>Whether two names are the same to DNS, where only ASCII has no case (RFC 4343).</summary>
    /// <param name="lower">One that is in lower case.</param>
    public static bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower)
    {
        if (name.Length != lower.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (Lower(name[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }

    internal static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
}
