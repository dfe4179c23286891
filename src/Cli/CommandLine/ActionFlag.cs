namespace Berth.Cli.CommandLine;

/// <summary>A flag whose value goes straight to where it matters; one without a value name stands alone.</summary>
internal sealed class ActionFlag(string name, char? shorthand, string valueName, string usage, Action<string> accept)
    : Flag(name, shorthand, valueName, usage)
{
    public override string? ImpliedValue => ValueName.Length == 0 ? "true" : null;

    protected override void Accept(string value) => accept(value);
}
