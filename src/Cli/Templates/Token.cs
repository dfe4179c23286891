namespace Berth.Cli.Templates;

/// <summary>What a word of a template is. The words of an action keep the spaces between them: they part arguments from fields.</summary>
internal enum TokenKind
{
    /// <summary>The rest cannot be read; the token's text says why.</summary>
    Error,
    End,
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Identifier,
    Keyword,
    Field,
    Variable,
    Dot,
    Nil,
    Bool,
    Number,
    CharConstant,
    QuotedString,
    RawString,
    Pipe,
    LeftParenthesis,
    RightParenthesis,
    Declare,
    Assign,
    Char,
}

/// <summary>A word of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The word as written.</param>
/// <param name="Position">Where it begins, in UTF-16 units of the template.</param>
/// <param name="Line">The line that it begins on, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Line)
{
    /// <summary>The word as errors show it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Text,
        TokenKind.Keyword or TokenKind.Nil or TokenKind.Dot => $"<{Text}>",
        _ when System.Text.Encoding.UTF8.GetByteCount(Text) > 10 =>
            GoQuote.Quote(string.Concat(Text.EnumerateRunes().Take(10).Select(rune => rune.ToString()))) + "...",
        _ => GoQuote.Quote(Text),
    };
}
