using System.Globalization;

namespace Berth.Dns.Messages;

/// <summary>Names of addresses: <c>2.0.18.172.in-addr.arpa</c> (RFC 1035 3.5), <c>2.0.….d.f.ip6.arpa</c> with 32 nibbles (RFC 3596 2.5).</summary>
public static class ReverseName
{
    /// <summary>The address that such a name stands for, 4 or 16 bytes in network order.</summary>
    /// <param name="text">In lower case.</param>
    /// <param name="address">At least 16 bytes.</param>
    /// <returns>Bytes of the address; 0: it is no such name.</returns>
    public static int Read(ReadOnlySpan<byte> text, Span<byte> address)
    {
        ReadOnlySpan<byte> four = ".in-addr.arpa"u8, six = ".ip6.arpa"u8;
        return text.EndsWith(four) ? ReadFour(text[..^four.Length], address)
            : text.EndsWith(six) ? ReadSix(text[..^six.Length], address)
            : 0;
    }

    private static int ReadFour(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (int i = 3; i >= 0; i--)
        {
            int dot = text.IndexOf((byte)'.');
            ReadOnlySpan<byte> part = dot < 0 ? text : text[..dot];
            if ((dot < 0) != (i == 0) || part.Length > 3 || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out address[i]))
            {
                return 0;
            }

            text = text[(dot + 1)..];
        }

        return 4;
    }

    private static int ReadSix(ReadOnlySpan<byte> text, Span<byte> address)
    {
        // h.h.h…: 32 digits and 31 dots.
        if (text.Length != 63)
        {
            return 0;
        }

        address[..16].Clear();
        for (int i = 0; i < 32; i++)
        {
            int digit = Digit(text[2 * i]);
            if (digit < 0 || (i < 31 && text[(2 * i) + 1] != (byte)'.'))
            {
                return 0;
            }

            address[15 - (i / 2)] |= (byte)(digit << (4 * (i % 2)));
        }

        return 16;
    }

    private static int Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        _ => -1,
    };
}
