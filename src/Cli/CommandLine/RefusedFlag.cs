namespace Berth.Cli.CommandLine;

/// <summary>A flag of docker's that this version does not have: it is read, and using it is an error that says so.</summary>
/// <param name="name">The long name.</param>
/// <param name="shorthand">The one-letter name.</param>
/// <param name="valueName">What the value is called; empty for a switch.</param>
/// <param name="usage">One sentence for the help.</param>
/// <param name="refusal">The error.</param>
internal sealed class RefusedFlag(string name, char? shorthand, string valueName, string usage, string refusal)
    : Flag(name, shorthand, valueName, usage)
{
    /// <summary>What is said to whoever uses it.</summary>
    public string Refusal { get; } = refusal;

    public override string? ImpliedValue => ValueName.Length == 0 ? "true" : null;

    protected override void Accept(string value)
    {
        if (ValueName.Length > 0 || value != "false")
        {
            throw new CommandException(Refusal);
        }
    }
}
