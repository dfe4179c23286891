namespace Berth.Cli.Templates;

/// <summary>What a word of an action is.</summary>
internal enum TokenKind
{
    End,
    Identifier,
    Field,
    Variable,
    Dot,
    Text,
    Number,
    Pipe,
    OpenParenthesis,
    CloseParenthesis,
    Declare,
    Assign,
    Comma,
}

/// <summary>A word of an action, with its place in the template.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position);

/// <summary>A stretch of a template: text as it is, or the inside of <c>{{ }}</c>.</summary>
internal readonly record struct Segment(bool IsAction, string Text, int Position);
