using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Cuts a template into text and actions, and actions into words.</summary>
internal static class Lexer
{
    /// <summary>Text and actions in order; <c>{{-</c> and <c>-}}</c> have trimmed the text around them, comments are gone.</summary>
    public static List<Segment> Split(string source)
    {
        var segments = new List<Segment>();
        var at = 0;
        var trimNext = false;
        while (at < source.Length)
        {
            var open = source.IndexOf("{{", at, StringComparison.Ordinal);
            var text = open < 0 ? source[at..] : source[at..open];
            var start = open + 2;
            var trimsLeft = open >= 0 && start + 1 < source.Length && source[start] == '-' && char.IsWhiteSpace(source[start + 1]);
            text = trimNext ? text.TrimStart() : text;
            text = trimsLeft ? text.TrimEnd() : text;
            if (text.Length > 0)
            {
                segments.Add(new Segment(false, text, at));
            }

            if (open < 0)
            {
                break;
            }

            start += trimsLeft ? 1 : 0;
            var close = FindClose(source, start);
            var body = source[start..close];
            trimNext = body.Length > 1 && body[^1] == '-' && char.IsWhiteSpace(body[^2]);
            body = trimNext ? body[..^1] : body;
            if (!body.TrimStart().StartsWith("/*", StringComparison.Ordinal))
            {
                segments.Add(new Segment(true, body, start));
            }

            at = close + 2;
        }

        return segments;
    }

    /// <summary>The words of an action.</summary>
    public static List<Token> Tokenize(Segment action)
    {
        var tokens = new List<Token>();
        var source = action.Text;
        var at = 0;
        while (at < source.Length)
        {
            if (char.IsWhiteSpace(source[at]))
            {
                at++;
                continue;
            }

            var start = at;
            var (kind, text) = Next(source, ref at);
            tokens.Add(new Token(kind, text, action.Position + start));
        }

        tokens.Add(new Token(TokenKind.End, "", action.Position + source.Length));
        return tokens;
    }

    private static (TokenKind Kind, string Text) Next(string source, ref int at)
    {
        var c = source[at];
        switch (c)
        {
            case '|':
                at++;
                return (TokenKind.Pipe, "|");
            case '(':
                at++;
                return (TokenKind.OpenParenthesis, "(");
            case ')':
                at++;
                return (TokenKind.CloseParenthesis, ")");
            case ',':
                at++;
                return (TokenKind.Comma, ",");
            case '=':
                at++;
                return (TokenKind.Assign, "=");
            case ':' when at + 1 < source.Length && source[at + 1] == '=':
                at += 2;
                return (TokenKind.Declare, ":=");
            case '"':
                return (TokenKind.Text, Quoted(source, ref at));
            case '`':
                return (TokenKind.Text, Raw(source, ref at));
            case '.' when at + 1 >= source.Length || !IsWord(source[at + 1]):
                at++;
                return (TokenKind.Dot, ".");
            case '.' when !char.IsAsciiDigit(source[at + 1]):
                at++;
                return (TokenKind.Field, Word(source, ref at));
            case '$':
                at++;
                return (TokenKind.Variable, "$" + Word(source, ref at));
        }

        if (char.IsAsciiDigit(c) || c is '+' or '-' or '.')
        {
            var start = at++;
            while (at < source.Length && (IsWord(source[at]) || source[at] == '.'))
            {
                at++;
            }

            return (TokenKind.Number, source[start..at]);
        }

        return IsWord(c)
            ? (TokenKind.Identifier, Word(source, ref at))
            : throw new TemplateException($"template: :1: unexpected {Quote(c)} in command");
    }

    private static string Quote(char c) => c is '\\' ? "\"\\\\\"" : $"\"{c}\"";

    private static int FindClose(string source, int at)
    {
        while (at < source.Length)
        {
            if (source.AsSpan(at).StartsWith("}}"))
            {
                return at;
            }

            switch (source[at])
            {
                case '"':
                    Quoted(source, ref at);
                    break;
                case '`':
                    Raw(source, ref at);
                    break;
                default:
                    at++;
                    break;
            }
        }

        throw new TemplateException("template: :1: unclosed action");
    }

    private static string Quoted(string source, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < source.Length && source[at] != '"'; at++)
        {
            if (source[at] != '\\' || at + 1 >= source.Length)
            {
                text.Append(source[at]);
                continue;
            }

            text.Append(source[++at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        if (at >= source.Length)
        {
            throw new TemplateException("template: :1: unterminated quoted string");
        }

        at++;
        return text.ToString();
    }

    private static string Raw(string source, ref int at)
    {
        var close = source.IndexOf('`', at + 1);
        if (close < 0)
        {
            throw new TemplateException("template: :1: unterminated raw quoted string");
        }

        var text = source[(at + 1)..close];
        at = close + 1;
        return text;
    }

    private static string Word(string source, ref int at)
    {
        var start = at;
        while (at < source.Length && IsWord(source[at]))
        {
            at++;
        }

        return source[start..at];
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
