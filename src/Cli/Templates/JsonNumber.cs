namespace Berth.Cli.Templates;

/// <summary>A number of JSON whose type is not known. As in Go it is a string of its digits, so it compares with strings only.</summary>
internal readonly record struct JsonNumber(string Text);
