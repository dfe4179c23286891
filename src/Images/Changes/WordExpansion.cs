using System.Text;

namespace Berth.Images.Changes;

/// <summary>
/// Removes quotes and backslashes of a word and replaces <c>$NAME</c>, <c>${NAME}</c>, <c>${NAME:-word}</c> and <c>${NAME:+word}</c>
/// by the environment so far (Dockerfile reference, "Environment replacement"). A variable that is not set is empty.
/// </summary>
internal ref struct WordExpansion
{
    private readonly ReadOnlySpan<char> _word;
    private readonly IReadOnlyList<string> _env;
    private readonly StringBuilder _result;
    private int _at;

    private WordExpansion(ReadOnlySpan<char> word, IReadOnlyList<string> env)
    {
        _word = word;
        _env = env;
        _result = new StringBuilder();
    }

    /// <exception cref="ImageException">A quote or a brace is not closed, or the form of a variable is unknown.</exception>
    public static string Expand(ReadOnlySpan<char> word, IReadOnlyList<string>? env)
    {
        if (!word.ContainsAny("\\'\"$"))
        {
            return word.ToString();
        }

        var expansion = new WordExpansion(word, env ?? []);
        expansion.Run();
        return expansion._result.ToString();
    }

    private void Run()
    {
        while (_at < _word.Length)
        {
            switch (_word[_at])
            {
                case '\'':
                    TakeSingleQuoted();
                    break;
                case '"':
                    TakeDoubleQuoted();
                    break;
                case '\\':
                    _at++;
                    TakeLiteral();
                    break;
                case '$':
                    TakeVariable();
                    break;
                default:
                    TakeLiteral();
                    break;
            }
        }
    }

    private void TakeLiteral()
    {
        if (_at < _word.Length)
        {
            _result.Append(_word[_at++]);
        }
    }

    private void TakeSingleQuoted()
    {
        int end = _word[(_at + 1)..].IndexOf('\'');
        if (end < 0)
        {
            throw Unclosed("single-quote");
        }

        _result.Append(_word.Slice(_at + 1, end));
        _at += end + 2;
    }

    private void TakeDoubleQuoted()
    {
        _at++;
        while (_at < _word.Length && _word[_at] != '"')
        {
            if (_word[_at] == '$')
            {
                TakeVariable();
                continue;
            }

            // Inside double quotes a backslash only escapes what would be special there.
            if (_word[_at] == '\\' && _at + 1 < _word.Length && _word[_at + 1] is '"' or '$' or '\\')
            {
                _at++;
            }

            TakeLiteral();
        }

        if (_at == _word.Length)
        {
            throw Unclosed("double-quote");
        }

        _at++;
    }

    private void TakeVariable()
    {
        _at++;
        if (_at < _word.Length && _word[_at] == '{')
        {
            TakeBraced();
            return;
        }

        ReadOnlySpan<char> name = NameAt(_at);
        _at += name.Length;
        _result.Append(name.IsEmpty ? "$" : Value(name));
    }

    private void TakeBraced()
    {
        ReadOnlySpan<char> rest = _word[(_at + 1)..];
        int end = rest.IndexOf('}');
        ReadOnlySpan<char> name = NameAt(_at + 1);
        if (end < 0 || name.IsEmpty)
        {
            throw Failed("missing ':' in substitution");
        }

        ReadOnlySpan<char> modifier = rest[name.Length..end];
        string? value = Value(name);
        _result.Append(modifier switch
        {
            [] => value,
            [':', '-', .. var otherwise] => string.IsNullOrEmpty(value) ? Expand(otherwise, _env) : value,
            [':', '+', .. var instead] => string.IsNullOrEmpty(value) ? "" : Expand(instead, _env),
            _ => throw Failed($"unsupported modifier ({modifier}) in substitution"),
        });
        _at += end + 2;
    }

    private readonly ReadOnlySpan<char> NameAt(int start)
    {
        int end = start;
        while (end < _word.Length && (char.IsAsciiLetter(_word[end]) || _word[end] == '_' || (end > start && char.IsAsciiDigit(_word[end]))))
        {
            end++;
        }

        return _word[start..end];
    }

    private readonly string? Value(ReadOnlySpan<char> name)
    {
        foreach (string variable in _env)
        {
            if (variable.Length > name.Length && variable[name.Length] == '=' && variable.AsSpan().StartsWith(name))
            {
                return variable[(name.Length + 1)..];
            }
        }

        return null;
    }

    private readonly ImageException Unclosed(string kind) =>
        Failed($"unexpected end of statement while looking for matching {kind}");

    private readonly ImageException Failed(string why)
    {
        string quoted = _word.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return ImageException.Invalid($"failed to process \"{quoted}\": {why}");
    }
}
