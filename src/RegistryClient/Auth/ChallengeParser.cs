using System.Text;

namespace Berth.RegistryClient.Auth;

/// <summary>
/// Reads <c>WWW-Authenticate</c> (RFC 9110, 11.6.1), of which there may be several lines with several challenges each. A comma both
/// ends a parameter and a challenge, so a name that is not followed by "=" begins the next challenge.
/// <code>
/// header    = challenge *( "," challenge )
/// challenge = scheme [ SP ( token68 / parameter *( "," parameter ) ) ]
/// parameter = name "=" ( token / quoted-string )
/// </code>
/// What breaks the grammar ends the line; what was read before it holds.
/// </summary>
internal ref struct ChallengeParser
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private ChallengeParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The challenges of an answer, in their order.</summary>
    public static IReadOnlyList<Challenge> Parse(IEnumerable<string> lines)
    {
        var challenges = new List<Challenge>();
        foreach (string line in lines)
        {
            new ChallengeParser(line).ReadLine(challenges);
        }

        return challenges;
    }

    private void ReadLine(List<Challenge> challenges)
    {
        while (true)
        {
            SkipSeparators();
            ReadOnlySpan<char> scheme = ReadToken();
            if (scheme.IsEmpty)
            {
                return;
            }

            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            challenges.Add(new Challenge(scheme.ToString().ToLowerInvariant(), parameters));
            while (ReadParameter(parameters))
            {
            }
        }
    }

    /// <summary>False, with nothing read, where what follows is not a parameter but a scheme or the end.</summary>
    private bool ReadParameter(Dictionary<string, string> parameters)
    {
        int start = _at;
        SkipSeparators();
        ReadOnlySpan<char> name = ReadToken();
        SkipSpaces();
        if (name.IsEmpty || _at == _text.Length || _text[_at] != '=')
        {
            _at = start;
            return false;
        }

        _at++;
        SkipSpaces();
        if (ReadValue() is not { } value)
        {
            _at = _text.Length;
            return false;
        }

        parameters.TryAdd(name.ToString().ToLowerInvariant(), value);
        return true;
    }

    /// <summary>Null where a quoted string does not end. A value without quotes runs to the next comma, as some servers leave the quotes out around a URL.</summary>
    private string? ReadValue()
    {
        if (_at == _text.Length || _text[_at] != '"')
        {
            int comma = _text[_at..].IndexOf(',');
            ReadOnlySpan<char> bare = comma < 0 ? _text[_at..] : _text.Slice(_at, comma);
            _at += bare.Length;
            return bare.Trim().ToString();
        }

        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '"')
            {
                _at++;
                return value.ToString();
            }

            if (c == '\\' && _at + 1 < _text.Length)
            {
                c = _text[++_at];
            }

            value.Append(c);
        }

        return null;
    }

    private ReadOnlySpan<char> ReadToken()
    {
        int start = _at;
        while (_at < _text.Length && IsTokenCharacter(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private void SkipSeparators()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t' or ','))
        {
            _at++;
        }
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t'))
        {
            _at++;
        }
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
