namespace Berth.Cli.Templates;

/// <summary>A template cannot be read, or does not fit the value.</summary>
internal sealed class TemplateException(string message) : FormatException(message);
