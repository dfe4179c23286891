namespace Berth.Images;

/// <summary>
/// Glob patterns over names with slashes, as Go's <c>path.Match</c> defines them: <c>*</c> and <c>?</c> do not cross a slash,
/// <c>[a-z]</c> and <c>[^a-z]</c> are classes, a backslash takes the next character literally.
/// </summary>
internal static class PathPattern
{
    public static bool Matches(string pattern, string name) => Match(pattern, name);

    /// <summary>False of an unclosed or empty class and of a trailing backslash.</summary>
    public static bool IsValid(string pattern)
    {
        for (ReadOnlySpan<char> rest = pattern; !rest.IsEmpty;)
        {
            int used = rest[0] switch
            {
                '[' => ClassLength(rest),
                '\\' => rest.Length > 1 ? 2 : 0,
                _ => 1,
            };
            if (used == 0)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    // Remembers only the last star: a later one makes every earlier choice good.
    private static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, starName = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starName = n;
            }
            else if (p < pattern.Length && MatchOne(pattern[p..], name[n]) is > 0 and var used)
            {
                p += used;
                n++;
            }
            else if (star >= 0 && name[starName] != '/')
            {
                p = star + 1;
                n = ++starName;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    // How much of the pattern matches this character; 0 if it does not.
    private static int MatchOne(ReadOnlySpan<char> pattern, char c) => pattern[0] switch
    {
        '?' => c == '/' ? 0 : 1,
        '\\' => pattern.Length > 1 && pattern[1] == c ? 2 : 0,
        '[' => MatchClass(pattern, c),
        var literal => literal == c ? 1 : 0,
    };

    private static int MatchClass(ReadOnlySpan<char> pattern, char c)
    {
        int length = ClassLength(pattern);
        if (length == 0)
        {
            return 0;
        }

        ReadOnlySpan<char> content = pattern[1..(length - 1)];
        bool negated = content[0] == '^';
        content = negated ? content[1..] : content;
        bool found = false;
        while (!content.IsEmpty)
        {
            char low = TakeCharacter(ref content);
            char high = low;
            if (content.Length > 1 && content[0] == '-')
            {
                content = content[1..];
                high = TakeCharacter(ref content);
            }

            found |= c >= low && c <= high;
        }

        return found != negated ? length : 0;
    }

    private static char TakeCharacter(ref ReadOnlySpan<char> content)
    {
        int at = content[0] == '\\' && content.Length > 1 ? 1 : 0;
        char c = content[at];
        content = content[(at + 1)..];
        return c;
    }

    // With both brackets; 0 where it never closes or has nothing in it.
    private static int ClassLength(ReadOnlySpan<char> pattern)
    {
        int first = pattern.Length > 1 && pattern[1] == '^' ? 2 : 1;
        for (int i = first; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == ']')
            {
                return i > first ? i + 1 : 0;
            }
        }

        return 0;
    }
}
