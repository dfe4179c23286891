namespace Berth.Runtime.Plan;

/// <summary>
/// One step of an init plan: a code, and arguments that a C function could take: up to three strings, five numbers, one blob.
/// Nothing in it depends on when or where it is executed.
/// </summary>
/// <param name="Code">What to do.</param>
/// <param name="Subject">The step in words, with the path it is about: <c>mount tmpfs on /dev/shm</c>. Errors begin with it.</param>
internal sealed partial record Operation(OpCode Code, string Subject)
{
    /// <summary>Further arguments, for the reader of a plan.</summary>
    public string Detail { get; init; } = "";

    public string? Text1 { get; init; }

    public string? Text2 { get; init; }

    public string? Text3 { get; init; }

    /// <summary>A list of strings, or whatever the code says, as bytes.</summary>
    public byte[]? Data { get; init; }

    public long A { get; init; }

    public long B { get; init; }

    public long C { get; init; }

    public long D { get; init; }

    public long E { get; init; }

    /// <summary>Which of the plan's sources (<see cref="PlanInput.Sources"/>) it is about, from 1; 0 for a path that the child opens.</summary>
    public int Source { get; init; }

    /// <summary>The line of <c>create --plan</c>.</summary>
    public override string ToString() => Detail.Length == 0 ? Subject : $"{Subject} {Detail}";
}
