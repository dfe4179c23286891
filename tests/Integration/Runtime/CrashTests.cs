using System.Globalization;
using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// The runtime is killed at each system call that it makes, one run a call (strace(1), <c>-e inject</c>). After each, <c>delete -f</c>
/// succeeds and nothing is left; at the end the ID can be used again.
/// </summary>
public sealed partial class CrashTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    // Up to here the program only starts; no state of a container is touched.
    private static readonly string[] s_ofTheProgramsStart = ["execve", "exit_group", "arch_prctl", "set_tid_address", "rseq", "getrandom"];

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("start")]
    [InlineData("exec")]
    [InlineData("delete")]
    public async Task Runtime_KilledAtAnyCall_DeleteLeavesNothing(string verb)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["sleep", "1000"]);
        Dictionary<string, int> calls = await CountAsync(verb, id, bundle);

        foreach ((string call, int times) in calls)
        {
            for (int nth = 1; nth <= times; nth++)
            {
                await PrepareAsync(verb, id, bundle);
                await StraceAsync(["-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={nth}"], "/dev/null", verb, id, bundle);
                await AssertDeletedAsync(id, $"{verb} killed at {call} number {nth}");
            }
        }

        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "create", "-b", bundle, id)).Succeeded();
        await AssertDeletedAsync(id, "the end");
    }

    private async Task<Dictionary<string, int>> CountAsync(string verb, string id, string bundle)
    {
        string trace = Path.Combine(sandbox.Root, $"{id}.trace");
        await PrepareAsync(verb, id, bundle);
        await StraceAsync([], trace, verb, id, bundle);
        await AssertDeletedAsync(id, "nothing");
        string[] lines = await File.ReadAllLinesAsync(trace);
        File.Delete(trace);
        return lines.Select(line => Call().Match(line).Value)
            .Where(call => call.Length > 0 && !s_ofTheProgramsStart.Contains(call))
            .GroupBy(call => call)
            .ToDictionary(group => group.Key, group => group.Count());
    }

    private async Task PrepareAsync(string verb, string id, string bundle)
    {
        if (verb is "create" or "run")
        {
            return;
        }

        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "create", "-b", bundle, id)).Succeeded();
        if (verb == "exec")
        {
            (await sandbox.RunAsync(RuntimeSandbox.Ours, ["start", id])).Succeeded();
        }
    }

    private async Task StraceAsync(string[] options, string trace, string verb, string id, string bundle)
    {
        string[] arguments = verb switch
        {
            "create" => ["create", "-b", bundle, id],
            "run" => ["run", "-d", "-b", bundle, id],
            "exec" => ["exec", "-d", id, "sleep", "1000"],
            _ => [verb, id],
        };
        await Command.RunAsync(
            "sh",
            [
                "-c", "exec \"$0\" \"$@\" >/dev/null 2>/dev/null </dev/null", "strace", "-qq", "-o", trace, .. options,
                .. sandbox.CommandLine(RuntimeSandbox.Ours, arguments),
            ]);
    }

    private async Task AssertDeletedAsync(string id, string after)
    {
        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id]);

        Assert.True(result.ExitCode == 0, $"{after}: {result}");
        Assert.False(Directory.Exists(Path.Combine(sandbox.StateRoot(RuntimeSandbox.Ours), id)), after);
        Assert.True(!sandbox.Cgroups(id).Any(), after);
        await Condition.WaitAsync($"no process of {id} after {after}", () => !ProcessesOf(id).Any());
    }

    // A clone that has not executed anything yet has the runtime's command line.
    private static IEnumerable<int> ProcessesOf(string id)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid) && CommandLineOf(directory).Contains(id, StringComparison.Ordinal))
            {
                yield return pid;
            }
        }
    }

    private static string CommandLineOf(string directory)
    {
        try
        {
            return File.ReadAllText($"{directory}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^[a-z_0-9]+(?=\()")]
    private static partial Regex Call();
}
