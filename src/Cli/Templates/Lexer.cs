using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>
/// Cuts a template into words. <c>{{-</c> and <c>-}}</c> have trimmed the text beside them, comments are gone. The last token is
/// <see cref="TokenKind.End"/>, or <see cref="TokenKind.Error"/> where the template stops making sense.
/// </summary>
internal sealed class Lexer
{
    private const int Eof = -1;

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _depth;
    private int _line = 1;
    private int _lineEnd;

    private Lexer(string source)
    {
        _source = source;
    }

    public static IReadOnlyList<Token> Tokenize(string source)
    {
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (ReadText())
        {
            if (ReadComment() is { } comment)
            {
                if (!comment)
                {
                    return;
                }

                continue;
            }

            Emit(TokenKind.LeftDelimiter, _at, _at + 2);
            _at += TrimsLeft(_at) ? 4 : 2;
            _depth = 0;
            if (!ReadAction())
            {
                return;
            }
        }
    }

    /// <summary>Text up to the next action; false at the template's end.</summary>
    private bool ReadText()
    {
        var start = _at;
        var open = _source.IndexOf("{{", start, StringComparison.Ordinal);
        var end = open < 0 ? _source.Length : open;
        var text = _source[start..end];
        if (open >= 0 && TrimsLeft(open))
        {
            text = text.TrimEnd(' ', '\t', '\r', '\n');
        }

        if (text.Length > 0)
        {
            Emit(TokenKind.Text, start, start + text.Length);
        }

        _at = end;
        if (open < 0)
        {
            Emit(TokenKind.End, _at, _at);
        }

        return open >= 0;
    }

    /// <summary>Skips a comment; null when there is none, false when it does not end.</summary>
    private bool? ReadComment()
    {
        var start = _at + (TrimsLeft(_at) ? 4 : 2);
        if (!_source.AsSpan(start).StartsWith("/*"))
        {
            return null;
        }

        var end = _source.IndexOf("*/", start + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail("unclosed comment", start);
        }

        _at = end + 2;
        var trims = AtTrimmingRightDelimiter();
        if (!trims && !AtRightDelimiter())
        {
            return Fail("comment ends before closing delimiter", start);
        }

        SkipRightDelimiter(trims);
        return true;
    }

    private bool ReadAction()
    {
        while (true)
        {
            var trims = AtTrimmingRightDelimiter();
            if (trims || AtRightDelimiter())
            {
                if (_depth > 0)
                {
                    return Fail("unclosed left paren", _at);
                }

                var start = _at + (trims ? 2 : 0);
                Emit(TokenKind.RightDelimiter, start, start + 2);
                SkipRightDelimiter(trims);
                return true;
            }

            if (!ReadWord())
            {
                return false;
            }
        }
    }

    private bool ReadWord()
    {
        var start = _at;
        var c = Peek();
        switch (c)
        {
            case Eof:
                return Fail("unclosed action", start);
            case ' ' or '\t' or '\r' or '\n':
                return ReadSpace();
            case '=':
                return Word(TokenKind.Assign, 1);
            case ':':
                return Next(1) == '=' ? Word(TokenKind.Declare, 2) : Fail("expected :=", start);
            case '|':
                return Word(TokenKind.Pipe, 1);
            case '"':
                return ReadQuoted('"', TokenKind.QuotedString, "unterminated quoted string");
            case '\'':
                return ReadQuoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '`':
                return ReadRaw();
            case '$':
                return ReadName(TokenKind.Variable, TokenKind.Variable);
            case '.' when !IsDigit(Next(1)):
                return ReadName(TokenKind.Field, TokenKind.Dot);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return ReadNumber();
            case '(':
                _depth++;
                return Word(TokenKind.LeftParenthesis, 1);
            case ')':
                _depth--;
                return _depth < 0 ? Fail("unexpected right paren", start) : Word(TokenKind.RightParenthesis, 1);
        }

        if (IsAlphaNumeric(c))
        {
            return ReadIdentifier();
        }

        return c is > 0x20 and < 0x7f
            ? Word(TokenKind.Char, 1)
            : Fail($"unrecognized character in action: {GoQuote.CodePoint(c)}", start);
    }

    private bool ReadSpace()
    {
        var start = _at;
        while (IsSpace(Peek()))
        {
            // The space before a trimming delimiter belongs to it.
            if (AtTrimmingRightDelimiter())
            {
                break;
            }

            _at++;
        }

        if (_at > start)
        {
            Emit(TokenKind.Space, start, _at);
        }

        return true;
    }

    private bool ReadIdentifier()
    {
        var start = _at;
        SkipAlphaNumeric();
        if (!AtTerminator())
        {
            return Fail($"bad character {GoQuote.CodePoint(Peek())}", start);
        }

        Emit(
            _source[start.._at] switch
            {
                "true" or "false" => TokenKind.Bool,
                "nil" => TokenKind.Nil,
                "block" or "break" or "continue" or "define" or "else" or "end" or "if" or "range" or "template" or "with" =>
                    TokenKind.Keyword,
                _ => TokenKind.Identifier,
            },
            start,
            _at);
        return true;
    }

    /// <summary>A name behind <c>.</c> or <c>$</c>.</summary>
    private bool ReadName(TokenKind named, TokenKind bare)
    {
        var start = _at++;
        if (AtTerminator())
        {
            Emit(bare, start, _at);
            return true;
        }

        SkipAlphaNumeric();
        if (!AtTerminator())
        {
            return Fail($"bad character {GoQuote.CodePoint(Peek())}", start);
        }

        Emit(named, start, _at);
        return true;
    }

    private bool ReadQuoted(char quote, TokenKind kind, string unterminated)
    {
        var start = _at++;
        while (Peek() != quote)
        {
            _at += Peek() == '\\' ? 1 : 0;
            if (Peek() is Eof or '\n')
            {
                return Fail(unterminated, start);
            }

            _at++;
        }

        _at++;
        Emit(kind, start, _at);
        return true;
    }

    private bool ReadRaw()
    {
        var close = _source.IndexOf('`', _at + 1);
        return close < 0 ? Fail("unterminated raw quoted string", _at) : Word(TokenKind.RawString, close + 1 - _at);
    }

    private bool ReadNumber()
    {
        var start = _at;
        if (!NumberLiteral.Scan(_source, ref _at) || Peek() is '+' or '-')
        {
            return Fail($"bad number syntax: {GoQuote.Quote(_source[start..Math.Min(_at, _source.Length)])}", start);
        }

        Emit(TokenKind.Number, start, _at);
        return true;
    }

    private bool Word(TokenKind kind, int length)
    {
        Emit(kind, _at, _at + length);
        _at += length;
        return true;
    }

    private void Emit(TokenKind kind, int start, int end) => _tokens.Add(new Token(kind, _source[start..end], start, LineAt(start)));

    private bool Fail(string message, int position)
    {
        _tokens.Add(new Token(TokenKind.Error, message, position, LineAt(position)));
        return false;
    }

    /// <summary>Positions only grow, so each line is counted once.</summary>
    private int LineAt(int position)
    {
        _line += _source.AsSpan(_lineEnd, Math.Max(0, position - _lineEnd)).Count('\n');
        _lineEnd = Math.Max(_lineEnd, position);
        return _line;
    }

    private void SkipRightDelimiter(bool trims)
    {
        _at += trims ? 4 : 2;
        while (trims && IsSpace(Peek()))
        {
            _at++;
        }
    }

    private void SkipAlphaNumeric()
    {
        while (IsAlphaNumeric(Peek()))
        {
            _at += char.IsSurrogate(_source[_at]) ? 2 : 1;
        }
    }

    private bool AtTerminator() =>
        Peek() is Eof or ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '(' || AtRightDelimiter();

    private bool AtRightDelimiter() => _source.AsSpan(_at).StartsWith("}}");

    private bool AtTrimmingRightDelimiter() => IsSpace(Peek()) && _source.AsSpan(_at + 1).StartsWith("-}}");

    private bool TrimsLeft(int open) => open + 3 < _source.Length && _source[open + 2] == '-' && IsSpace(_source[open + 3]);

    private int Peek() => Next(0);

    /// <summary>The code point some units ahead.</summary>
    private int Next(int ahead)
    {
        var at = _at + ahead;
        return at >= _source.Length ? Eof : Rune.TryGetRuneAt(_source, at, out var rune) ? rune.Value : _source[at];
    }

    private static bool IsSpace(int c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsAlphaNumeric(int c) => c == '_' || (Rune.IsValid(c)
        && (Rune.IsLetter(new Rune(c)) || Rune.GetUnicodeCategory(new Rune(c)) == UnicodeCategory.DecimalDigitNumber));
}
