namespace Berth.Registry.CommandLine;

/// <summary>An option of a verb: <c>--name</c>, <c>--name VALUE</c>, <c>--name=VALUE</c>.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="ValueName">What the help calls its value; empty for a switch.</param>
/// <param name="Help">One sentence, its default in it.</param>
internal sealed record VerbOption(string Name, string ValueName, string Help)
{
    /// <summary>Its one-letter name.</summary>
    public char? Short { get; init; }

    public bool IsSwitch => ValueName.Length == 0;
}
