using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Berth.Cli.CommandLine;

/// <summary>
/// Addresses as people write them for docker: four decimal numbers without leading zeros, or an IPv6 address without brackets or zone.
/// <see cref="IPAddress"/> alone takes much more (<c>1</c>, <c>0x7f.1</c>, <c>[::1]</c>).
/// </summary>
internal static class InternetAddress
{
    public static bool TryParse(string text, out IPAddress address)
    {
        var isPlain = text.Contains(':', StringComparison.Ordinal)
            ? !text.AsSpan().ContainsAny('[', ']', '%') && !text.Contains('/', StringComparison.Ordinal)
            : IsDottedQuad(text);
        if (isPlain && IPAddress.TryParse(text, out var parsed))
        {
            address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
            return true;
        }

        address = IPAddress.None;
        return false;
    }

    /// <summary>Reads <c>ADDRESS/BITS</c>.</summary>
    public static bool TryParsePrefix(string text, out IPAddress address, out int bits)
    {
        (address, bits) = (IPAddress.None, 0);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && TryParse(text[..slash], out address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsDottedQuad(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, part =>
            part.Length is > 0 and <= 3 && !part.AsSpan().ContainsAnyExceptInRange('0', '9') && (part.Length == 1 || part[0] != '0'));
    }
}
