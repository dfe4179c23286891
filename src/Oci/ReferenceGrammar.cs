using System.Buffers;

namespace Berth.Oci;

/// <summary>The character rules of <see cref="Reference"/>, a predicate each; none allocates.</summary>
public static class ReferenceGrammar
{
    private const int MaxTagLength = 128;

    private static readonly SearchValues<char> s_ipv6 = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary><c>host[:port]</c>: dotted labels that begin and end with a letter or digit, or a bracketed IPv6 address.</summary>
    public static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.StartsWith("["))
        {
            int end = domain.IndexOf(']');
            return end > 1 && !domain[1..end].ContainsAnyExcept(s_ipv6) && IsPortOrNothing(domain[(end + 1)..]);
        }

        int colon = domain.IndexOf(':');
        ReadOnlySpan<char> host = colon < 0 ? domain : domain[..colon];
        foreach (Range label in host.Split('.'))
        {
            if (!IsHostLabel(host[label]))
            {
                return false;
            }
        }

        return colon < 0 || IsPortOrNothing(domain[colon..]);
    }

    public static bool IsPath(ReadOnlySpan<char> path)
    {
        foreach (Range component in path.Split('/'))
        {
            if (!IsPathComponent(path[component]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsTag(ReadOnlySpan<char> tag)
    {
        if (tag.Length is 0 or > MaxTagLength || !(char.IsAsciiLetterOrDigit(tag[0]) || tag[0] == '_'))
        {
            return false;
        }

        foreach (char c in tag)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHostLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (char c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPortOrNothing(ReadOnlySpan<char> rest) =>
        rest.IsEmpty || (rest[0] == ':' && rest.Length > 1 && !rest[1..].ContainsAnyExceptInRange('0', '9'));

    // Alphanumerics, then any number of (separator, alphanumerics); a separator is ".", "_", "__" or dashes.
    private static bool IsPathComponent(ReadOnlySpan<char> component)
    {
        int i = 0;
        while (true)
        {
            int start = i;
            while (i < component.Length && (char.IsAsciiLetterLower(component[i]) || char.IsAsciiDigit(component[i])))
            {
                i++;
            }

            if (i == start)
            {
                return false;
            }

            if (i == component.Length)
            {
                return true;
            }

            int separator = SeparatorLength(component[i..]);
            if (separator == 0)
            {
                return false;
            }

            i += separator;
        }
    }

    private static int SeparatorLength(ReadOnlySpan<char> rest) => rest[0] switch
    {
        '.' => 1,
        '_' => rest.StartsWith("__") ? 2 : 1,
        '-' => rest.IndexOfAnyExcept('-') is >= 0 and var dashes ? dashes : rest.Length,
        _ => 0,
    };
}
