namespace Berth.Cli.CommandLine;

/// <summary>How many operands a command takes.</summary>
internal readonly record struct Arity(int Minimum, int Maximum)
{
    public static Arity None { get; } = new(0, 0);

    public static Arity Any { get; } = new(0, int.MaxValue);

    public static Arity Exactly(int count) => new(count, count);

    public static Arity AtLeast(int count) => new(count, int.MaxValue);

    /// <summary>True when there is no upper bound.</summary>
    public bool IsOpen => Maximum == int.MaxValue;

    /// <summary>Null when the count fits, else what is wrong with it.</summary>
    public string? Complaint(int count)
    {
        if (count >= Minimum && count <= Maximum)
        {
            return null;
        }

        if (Maximum == 0)
        {
            return "accepts no arguments";
        }

        var (bound, kind) = Minimum == Maximum ? (Minimum, "") : count < Minimum ? (Minimum, "at least ") : (Maximum, "at most ");
        return $"requires {kind}{bound} argument{(bound == 1 ? "" : "s")}";
    }
}
