using System.Text.RegularExpressions;
using Berth.Harness;

namespace Berth.Conformance.Runtimes;

/// <summary>
/// What an engine answers to a series of commands, with everything taken out that differs between two runs or two runtimes: names,
/// IDs, how a runtime introduces its errors. Two runtimes that behave alike below the same engine leave equal transcripts.
/// </summary>
/// <param name="run">Runs the engine's client.</param>
/// <param name="name">Part of every container's name: <c>NAME</c> in the transcript.</param>
public sealed partial class Transcript(Func<IEnumerable<string>, Task<CommandResult>> run, string name)
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Runs a command and writes down its words, its exit code and what it printed.</summary>
    public async Task<CommandResult> AddAsync(params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        CommandResult result = await run(words);
        _entries.Add(Normal($"{string.Join(' ', words)}\n[{result.ExitCode}] {result.Text}\n{result.Error.Trim()}".TrimEnd()));
        return result;
    }

    /// <summary>Tries a command until it prints something, e.g. a state that comes a little later.</summary>
    public async Task ExpectAsync(string text, params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        await Condition.WaitAsync($"'{text}' from {string.Join(' ', words)}", async () => (await run(words)).Text == text);
        _entries.Add(Normal($"{string.Join(' ', words)}\n{text}"));
    }

    /// <summary>Tries a command until it succeeds.</summary>
    public async Task EventuallyAsync(params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        await Condition.WaitAsync($"success of {string.Join(' ', words)}", async () => (await run(words)).ExitCode == 0);
        _entries.Add(Normal(string.Join(' ', words)));
    }

    private string Normal(string text)
    {
        string normal = Introduction().Replace(text, "").Replace(name, "NAME", StringComparison.Ordinal);
        return Time().Replace(Id().Replace(normal, "ID"), "TIME");
    }

    [GeneratedRegex(@"\b([0-9a-f]{64}|[0-9a-f]{12})\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"(runc|\S*berth-runtime)( create| exec)? failed: |exec failed: |unable to start container process: |error during container init: |\S*/(runc|berth-runtime): ")]
    private static partial Regex Introduction();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();
}
