using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>The words and exit codes that callers of runc match, on standard error and in the log; each with runc too.</summary>
public sealed class ErrorTextTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    public static TheoryData<string, string, string> Commands => Each(
        ("nope", "exec: \"nope\": executable file not found in $PATH"),
        ("/bin/nope", "exec: \"/bin/nope\": stat /bin/nope: no such file or directory"),
        ("/proc", "exec: \"/proc\": "),
        ("/bin/sh/x", "stat /bin/sh/x: not a directory"));

    public static TheoryData<string, string, string> Verbs => Each(
        ("state nobody", "container does not exist"),
        ("start nobody", "container does not exist"),
        ("kill nobody", "container does not exist"),
        ("delete nobody", "container does not exist"),
        ("pause nobody", "container does not exist"),
        ("resume nobody", "container does not exist"),
        ("ps nobody", "container does not exist"),
        ("state a/b", "invalid container ID format"),
        ("state", "\"state\" requires exactly 1 argument(s)"),
        ("kill", "\"kill\" requires a minimum of 1 argument(s)"),
        ("list x", "\"list\" requires exactly 0 argument(s)"),
        ("list -f x", "invalid format option"),
        ("state --nope x", "flag provided but not defined: -nope"));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_NoProgram_IsSaidInTheLogToo(string runtime, string program, string text)
    {
        string id = RuntimeSandbox.NewId();
        string log = Path.Combine(sandbox.Root, $"{id}.log");

        CommandResult result = await sandbox.RunAsync(
            runtime, ["--log", log, "--log-format", "json", "run", "-b", sandbox.Bundle(id, [program]), id]);

        JsonElement last = JsonDocument.Parse((await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken))[^1]).RootElement;
        File.Delete(log);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("error", last.GetProperty("level").GetString());
        Assert.Contains("unable to start container process", last.GetProperty("msg").GetString()!, StringComparison.Ordinal);
        Assert.Contains(text, last.GetProperty("msg").GetString()!, StringComparison.Ordinal);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_Refused_SaysWhy(string runtime, string line, string text)
    {
        string log = Path.Combine(sandbox.Root, $"{RuntimeSandbox.NewId()}.log");
        // "list" speaks of a root that is missing before it looks at its flags, and no test before this one need have made it.
        Directory.CreateDirectory(sandbox.StateRoot(runtime));

        CommandResult result = await sandbox.RunAsync(runtime, ["--log", log, .. line.Split(' ')]);

        Assert.Contains(text, result.Exited(1).Error, StringComparison.Ordinal);
        File.Delete(log);
    }

    private static TheoryData<string, string, string> Each(params (string Line, string Text)[] cases)
    {
        var data = new TheoryData<string, string, string>();
        foreach (string runtime in RuntimeSandbox.All.Select(row => row.Data))
        {
            foreach ((string line, string text) in cases)
            {
                data.Add(runtime, line, text);
            }
        }

        return data;
    }
}
