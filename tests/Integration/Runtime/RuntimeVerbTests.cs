using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>The verbs that every caller of an OCI runtime uses. Each test runs with runc too, where that is installed.</summary>
public sealed class RuntimeVerbTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_ProgramExits_ItsCodeIsReported(string runtime) =>
        (await RunAsync(runtime, "echo out; echo err >&2; exit 42")).Exited(42);

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Streams_AreTheCallers(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "cat; echo err >&2");

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id], "input");

        Assert.Equal(("input", "err\n", 0), (result.Output, result.Error, result.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_ProcessKilled_Is128PlusSignal(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "sh -c 'kill -TERM $$'; echo $?");

        Assert.Equal("143", result.Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_ExecutableMissing_Fails(string runtime)
    {
        string id = RuntimeSandbox.NewId();

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", sandbox.Bundle(id, ["no-such-program"]), id]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("executable file not found in $PATH", result.Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Container_HasNoDescriptorsButItsStreams(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "cd /proc/self/fd; for f in *; do readlink $f >/dev/null && echo $f; done; true");

        Assert.Equal(["0", "1", "2"], result.Succeeded().Lines.Intersect(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Container_IgnoresAndBlocksNoSignal(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["grep", "-E", "SigIgn|SigBlk", "/proc/self/status"]);

        CommandResult result = await Command.RunAsync(
            "sh", ["-c", "trap '' HUP PIPE; exec \"$0\" \"$@\"", .. sandbox.CommandLine(runtime, "run", "-b", bundle, id)]);

        Assert.All(result.Succeeded().Lines, line => Assert.EndsWith("\t0000000000000000", line, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_User_CanOpenItsStreamsAnew(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "id -u; echo again >/dev/stdout", spec => spec["process"]!["user"]!["uid"] = 1000);

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        Assert.Equal("1000\nagain", result.Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_Terminal_ProcessSitsAtIt(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(
            id, "tty; read line; stty size; echo \"got $line\"; exit 5", spec => spec["process"]!["terminal"] = true);

        await using Terminal terminal = Terminal.Start(
            RuntimeSandbox.Executable(runtime), ["--root", sandbox.StateRoot(runtime), "run", "-b", bundle, id]);

        await terminal.ExpectAsync("/dev/");
        await terminal.TypeAsync("hello\n");
        await terminal.ExpectAsync("24 80");
        await terminal.ExpectAsync("got hello");
        Assert.Equal(5, await terminal.WaitAsync());
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Lifecycle_CreateStartKillDelete_StateFollows(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string pidFile = Path.Combine(sandbox.Root, $"{id}.pid");
        string bundle = sandbox.Bundle(id, ["sleep", "1000"]);

        (await sandbox.RunDetachedAsync(runtime, "create", "--pid-file", pidFile, "-b", bundle, id)).Succeeded();
        JsonElement created = await StateAsync(runtime, id);
        Assert.Equal("created", created.GetProperty("status").GetString());
        Assert.Equal(bundle, created.GetProperty("bundle").GetString());
        Assert.Equal(File.ReadAllText(pidFile), created.GetProperty("pid").GetRawText());

        (await sandbox.RunAsync(runtime, ["start", id])).Succeeded();
        Assert.Equal("running", (await StateAsync(runtime, id)).GetProperty("status").GetString());
        Assert.Contains(id, (await sandbox.RunAsync(runtime, ["list", "-q"])).Succeeded().Lines);
        CommandResult again = await sandbox.RunAsync(runtime, ["start", id]);
        Assert.Contains("cannot start", again.Exited(1).Error, StringComparison.OrdinalIgnoreCase);

        (await sandbox.RunAsync(runtime, ["kill", id, "KILL"])).Succeeded();
        await Condition.WaitAsync(
            "stopped", async () => (await StateAsync(runtime, id)).GetProperty("status").GetString() == "stopped");
        Assert.Contains("container not running", (await sandbox.RunAsync(runtime, ["kill", id])).Exited(1).Error, StringComparison.Ordinal);

        (await sandbox.RunAsync(runtime, ["delete", id])).Succeeded();
        Assert.Contains("container does not exist", (await sandbox.RunAsync(runtime, ["state", id])).Exited(1).Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Create_IdInUse_IsRefused(string runtime)
    {
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, runtime);

        CommandResult result = await sandbox.RunAsync(runtime, ["create", "-b", container.Bundle, container.Id]);

        Assert.Contains("container with given ID already exists", result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal("running", (await StateAsync(runtime, container.Id)).GetProperty("status").GetString());
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Delete_RunningContainer_NeedsForce(string runtime)
    {
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, runtime);

        CommandResult refused = await sandbox.RunAsync(runtime, ["delete", container.Id]);
        Assert.Contains("is not stopped: running", refused.Exited(1).Error, StringComparison.Ordinal);

        (await sandbox.RunAsync(runtime, ["delete", "-f", container.Id])).Succeeded();
        Assert.Empty(sandbox.Cgroups(container.Id));
        (await sandbox.RunAsync(runtime, ["delete", "-f", container.Id])).Succeeded();
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Exec_InRunningContainer_SharesItsWorld(string runtime)
    {
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, runtime);

        CommandResult result = await sandbox.RunAsync(
            runtime, ["exec", "--cwd", "/tmp", "-e", "WORD=x", container.Id, "sh", "-c", "hostname; pwd; echo $WORD; cat; exit 7"], "in");

        Assert.Equal("test\n/tmp\nx\nin", result.Exited(7).Output);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Exec_ExecutableMissing_Is255(string runtime)
    {
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, runtime);

        CommandResult result = await sandbox.RunAsync(runtime, ["exec", container.Id, "no-such-program"]);

        Assert.Contains("executable file not found in $PATH", result.Exited(255).Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Exec_NoContainer_Fails(string runtime)
    {
        CommandResult result = await sandbox.RunAsync(runtime, ["exec", "nobody", "true"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("container does not exist", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_ManyAtOnce_AllSucceedAndLeaveNothing(string runtime)
    {
        CommandResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(number => RunAsync(runtime, $"echo {number}; exit {number}")));

        Assert.Equal(Enumerable.Range(0, 16), results.Select(result => result.ExitCode));
    }

    private async Task<CommandResult> RunAsync(string runtime, string script)
    {
        string id = RuntimeSandbox.NewId();
        return await sandbox.RunAsync(runtime, ["run", "-b", sandbox.Bundle(id, script), id]);
    }

    private async Task<JsonElement> StateAsync(string runtime, string id) =>
        JsonDocument.Parse((await sandbox.RunAsync(runtime, ["state", id])).Succeeded().Output).RootElement;
}
