using Berth.Registry.Configuration;

namespace Berth.Registry.CommandLine;

/// <summary>One thing that <c>berth-registry</c> can be told to do.</summary>
/// <param name="Name">One word or two: <c>gc</c>, <c>user add</c>.</param>
/// <param name="Operands">As the help shows them, e.g. <c>NAME [PASSWORD]</c>; those in brackets may be missing, <c>...</c> at the end means any number. Empty: none.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="RunAsync">Does it. Exit code 0: done; 1: not done. Exceptions for the user: <see cref="VerbException"/>, <see cref="UsageException"/>.</param>
internal sealed record Verb(string Name, string Operands, string Summary, Func<VerbCall, Task<int>> RunAsync)
{
    /// <summary>What a verb about a registry's data has: where that is.</summary>
    public static IReadOnlyList<VerbOption> DataOptions { get; } =
    [
        SettingTable.ConfigOption,
        SettingTable.Get("data").ToOption(),
    ];

    public IReadOnlyList<VerbOption> Options { get; init; } = [];

    public int LeastOperands => Words.Count(static word => word[0] != '[');

    public int MostOperands => Operands.EndsWith("...", StringComparison.Ordinal) || Operands.EndsWith("...]", StringComparison.Ordinal) ? int.MaxValue : Words.Length;

    private string[] Words => Operands.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
