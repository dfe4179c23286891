using System.Globalization;

namespace Berth.Registry.Protocol;

/// <summary>Percent-encoding in a path (RFC 3986, section 2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>
    /// Decodes, once, what stands for a character that a name, tag or digest may have, such as <c>%3A</c>. Anything else stays as it is, a slash too, and
    /// is refused later, because nothing of the protocol has a percent sign in it.
    /// </summary>
    public static string Decode(ReadOnlySpan<char> path)
    {
        Span<char> decoded = path.Length <= 1024 ? stackalloc char[path.Length] : new char[path.Length];
        int length = 0;
        for (int i = 0; i < path.Length; i++)
        {
            char c = path[i];
            if (c == '%' && i + 2 < path.Length && TryDecode(path.Slice(i + 1, 2), out char plain))
            {
                c = plain;
                i += 2;
            }

            decoded[length++] = c;
        }

        return decoded[..length].ToString();
    }

    private static bool TryDecode(ReadOnlySpan<char> digits, out char plain)
    {
        bool isByte = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value);
        plain = (char)value;
        return isByte && (char.IsAsciiLetterOrDigit(plain) || plain is ':' or '.' or '_' or '-' or '+' or '=');
    }
}
