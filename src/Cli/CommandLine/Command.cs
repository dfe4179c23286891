namespace Berth.Cli.CommandLine;

/// <summary>A verb, or a group of verbs.</summary>
internal sealed class Command(string name, string summary)
{
    /// <summary>The word that calls it.</summary>
    public string Name { get; } = name;

    /// <summary>One line for the help.</summary>
    public string Summary { get; } = summary;

    /// <summary>Further words that call it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Every full form of the command, for the help.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [];

    /// <summary>The operands as the usage line shows them: <c>CONTAINER [CONTAINER...]</c>.</summary>
    public string Operands { get; init; } = "";

    /// <summary>How many operands there may be.</summary>
    public Arity Arity { get; init; } = Arity.None;

    /// <summary>The options.</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>What follows the first operand belongs to the program in the container.</summary>
    public bool StopsAtOperand { get; init; }

    /// <summary>All words that follow belong to another program, its options and its help too.</summary>
    public bool IsPassedOn { get; init; }

    /// <summary>The help does not list it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The usage line does not speak of options, although there are some: docker's does not there.</summary>
    public bool OmitsOptions { get; init; }

    /// <summary>The verbs of a group.</summary>
    public IReadOnlyList<Command> Children { get; init; } = [];

    /// <summary>Does the work and returns the exit code; null for a group.</summary>
    public Func<CliContext, IReadOnlyList<string>, int>? Run { get; init; }

    /// <summary>Error lines begin with the program's name, the help is pointed to, and a daemon's refusal is 125, 126 or 127.</summary>
    public bool ReportsAsRun { get; init; }

    /// <summary>The same for what is wrong with the command line alone; a daemon's refusal is one line and exit code 1.</summary>
    public bool ReportsUsageAsRun { get; init; }

    /// <summary>The verb that a word names.</summary>
    public Command? Find(string word) =>
        Children.FirstOrDefault(child => child.Name == word || child.Aliases.Contains(word, StringComparer.Ordinal));

    /// <summary>The same verb under another name or place.</summary>
    public Command As(string name, params string[] aliases) => new(name, Summary)
    {
        Aliases = aliases,
        Forms = Forms,
        Operands = Operands,
        Arity = Arity,
        Flags = Flags,
        StopsAtOperand = StopsAtOperand,
        IsPassedOn = IsPassedOn,
        OmitsOptions = OmitsOptions,
        Children = Children,
        Run = Run,
        ReportsAsRun = ReportsAsRun,
        ReportsUsageAsRun = ReportsUsageAsRun,
    };
}
