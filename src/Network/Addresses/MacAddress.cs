using System.Globalization;
using System.Security.Cryptography;

namespace Berth.Network.Addresses;

/// <summary>Ethernet hardware addresses.</summary>
public static class MacAddress
{
    private const int Length = 6;

    /// <summary>Docker's derivation: 02:42 (locally administered) and the four bytes of the IPv4 address.</summary>
    public static byte[] FromAddress(uint address) =>
        [0x02, 0x42, (byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address];

    /// <summary>A locally administered one of random bytes.</summary>
    public static byte[] Random()
    {
        byte[] mac = RandomNumberGenerator.GetBytes(Length);
        mac[0] = (byte)((mac[0] & 0xfe) | 0x02);
        return mac;
    }

    /// <summary>Reads six hexadecimal pairs with colons or hyphens; refuses multicast addresses, which no interface can have.</summary>
    public static bool TryParse(string text, out byte[] mac)
    {
        mac = new byte[Length];
        string[] parts = text.Split(text.Contains('-', StringComparison.Ordinal) ? '-' : ':');
        if (parts.Length != Length)
        {
            return false;
        }

        for (int i = 0; i < Length; i++)
        {
            if (parts[i].Length != 2 || !byte.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out mac[i]))
            {
                return false;
            }
        }

        return (mac[0] & 1) == 0;
    }

    public static string Format(ReadOnlySpan<byte> mac)
    {
        string hex = Convert.ToHexStringLower(mac);
        return string.Join(':', Enumerable.Range(0, mac.Length).Select(i => hex.Substring(2 * i, 2)));
    }
}
