using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>The supervisor of a container, over its socket, with real containers.</summary>
public sealed class MonitorTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const int Output = 3;
    private const int All = 7;

    [Fact]
    public async Task Container_WholeLife_IsReportedLoggedAndCleanedUp()
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess monitor = Start(id, "echo out; echo err >&2; exit 42");
        using MonitorPeer peer = monitor.Connect();
        JsonElement created = peer.WaitFor("created");
        Assert.Equal(created.GetProperty("pid").GetRawText(), File.ReadAllText(monitor.PidFile));
        peer.Subscribe(Output);
        peer.WaitFor("created");
        Assert.False(File.Exists(monitor.ExitFile));

        peer.Start();
        peer.WaitFor("running");
        JsonElement last = peer.WaitFor("exited");

        Assert.Equal(42, last.GetProperty("exitCode").GetInt32());
        Assert.Equal(("out\n", "err\n"), (peer.OutputText, peer.ErrorText));
        Assert.Equal(["stderr: err\n", "stdout: out\n"], monitor.LogLines().Order());
        Assert.Equal(last.ToString(), monitor.ReadExitFile().ToString());
        Assert.False(Directory.Exists(Path.Combine(sandbox.StateRoot(RuntimeSandbox.Ours), id)));
        Assert.Empty(sandbox.Cgroups(id));
        Assert.Equal(0, await monitor.WaitAsync());
        Assert.Equal("", monitor.Complaints);
    }

    [Fact]
    public async Task Container_DaemonGone_RunsOnAndIsLogged()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), "sleep 0.3; echo still here; exit 3");
        using (MonitorPeer peer = monitor.Run(All))
        {
            peer.WaitFor("running");
        }

        Assert.Equal(0, await monitor.WaitAsync());
        Assert.Equal(["stdout: still here\n"], monitor.LogLines());
        Assert.Equal(3, monitor.ReadExitFile().GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Attach_HalfClose_AllOutputStillArrives()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), ["cat"], options: ["--stdin", "--stdin-once"]);
        using MonitorPeer peer = monitor.Run(All);
        byte[] data = new byte[2_000_000];
        Random.Shared.NextBytes(data);

        Task sending = Task.Run(
            () =>
            {
                foreach (byte[] piece in data.Chunk(100_000))
                {
                    peer.Input(piece);
                }

                peer.HalfClose();
            },
            TestContext.Current.CancellationToken);
        peer.WaitFor("exited");
        await sending;

        Assert.True(data.AsSpan().SequenceEqual(peer.Output.ToArray()));
    }

    [Fact]
    public async Task Attach_WithoutInput_ProcessReadsNothing()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), "cat; echo end");
        using MonitorPeer peer = monitor.Run(All);

        peer.WaitFor("exited");

        Assert.Equal("end\n", peer.OutputText);
    }

    [Fact]
    public async Task Attach_TwoClients_SeeTheSame()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), "read line; echo \"$line\"", options: ["--stdin"]);
        using MonitorPeer first = monitor.Run(All);
        first.WaitFor("running");
        using MonitorPeer second = monitor.Connect();
        second.Subscribe(Output);
        second.WaitFor("running");
        second.WaitFor("running");

        first.Input("hello\n");
        first.WaitFor("exited");
        second.WaitFor("exited");

        Assert.Equal("hello\n", first.OutputText);
        Assert.Equal("hello\n", second.OutputText);
    }

    [Fact]
    public async Task Terminal_InputResizeAndHangup_WorkAsAtATerminal()
    {
        // A trap interrupts the shell's read.
        const string Script =
            "stty -echo; trap 'stty size' WINCH; echo ready; until read line; do :; done; echo \"got $line\"; cat; exit 6";
        await using MonitorProcess monitor = Start(
            RuntimeSandbox.NewId(), ["sh", "-c", Script], spec => spec["process"]!["terminal"] = true, ["--stdin", "--stdin-once"]);
        using MonitorPeer peer = monitor.Run(All);
        peer.WaitForOutput("ready\r\n");

        peer.Resize(50, 132);
        peer.WaitForOutput("50 132\r\n");
        peer.Input("word\n");
        peer.WaitForOutput("got word\r\n");

        // A client that leaves does not end a terminal; Ctrl-D does.
        using (MonitorPeer passing = monitor.Connect())
        {
            passing.Subscribe(All);
            passing.WaitFor("running");
        }

        peer.Input("\u0004");
        Assert.Equal(6, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
        Assert.Contains("stdout: ready\r\n", monitor.LogLines());
    }

    [Theory]
    [InlineData("no-such-program", 127, "exec: \"no-such-program\": executable file not found in $PATH")]
    [InlineData("/no/such/program", 127, "exec: \"/no/such/program\": stat /no/such/program: no such file or directory")]
    [InlineData("/etc", 126, "exec: \"/etc\": is a directory")]
    [InlineData("/etc/passwd", 126, "exec: \"/etc/passwd\": permission denied")]
    public async Task Start_ProgramCannotRun_FailsInDockersWords(string program, int exitCode, string message)
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess monitor = Start(id, [program]);
        using MonitorPeer peer = monitor.Connect();

        // Found when the container is made or when it is started: either way it is the same failure. A monitor that has found it is gone.
        try
        {
            peer.Start();
        }
        catch (SocketException)
        {
        }

        JsonElement last = peer.WaitFor("failed");

        Assert.Equal(exitCode, last.GetProperty("exitCode").GetInt32());
        Assert.Contains(message, last.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await monitor.WaitAsync());
        Assert.Equal("failed", monitor.ReadExitFile().GetProperty("state").GetString());
        Assert.False(Directory.Exists(Path.Combine(sandbox.StateRoot(RuntimeSandbox.Ours), id)));
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Fact]
    public async Task Start_BundleMissing_Fails()
    {
        await using MonitorProcess monitor = MonitorProcess.Start(sandbox, RuntimeSandbox.NewId(), "/no/such/bundle");
        using MonitorPeer peer = monitor.Connect();

        Assert.Contains("/no/such/bundle", peer.WaitFor("failed").GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await monitor.WaitAsync());
    }

    [Fact]
    public async Task Signal_Term_ReachesTheInit()
    {
        await using MonitorProcess monitor = Start(
            RuntimeSandbox.NewId(), "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        using MonitorPeer peer = monitor.Run(Output);
        peer.WaitForOutput("ready\n");

        peer.Signal(15);

        Assert.Equal(9, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
        Assert.Equal("ready\nbye\n", peer.OutputText);
    }

    [Fact]
    public async Task Signal_Kill_Is137()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), ["sleep", "1000"]);
        using MonitorPeer peer = monitor.Run(Output);
        peer.WaitFor("running");

        peer.Signal(9);

        JsonElement last = peer.WaitFor("exited");
        Assert.Equal(137, last.GetProperty("exitCode").GetInt32());
        Assert.False(last.GetProperty("oomKilled").GetBoolean());
    }

    [Fact]
    public async Task Memory_OverTheLimit_IsReportedAsOomKill()
    {
        await using MonitorProcess monitor = Start(
            RuntimeSandbox.NewId(),
            ["dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1"],
            spec => spec["linux"]!["resources"] = JsonNode.Parse("""{ "memory": { "limit": 33554432, "swap": 33554432 } }"""));
        using MonitorPeer peer = monitor.Run(Output);

        JsonElement last = peer.WaitFor("exited");

        Assert.True(last.GetProperty("oomKilled").GetBoolean());
        Assert.Equal(137, last.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Log_MaxSize_KeepsTheNewestFiles()
    {
        await using MonitorProcess monitor = Start(
            RuntimeSandbox.NewId(), ["seq", "1", "5000"], options: ["--log-max-size", "20000", "--log-max-file", "3"]);
        using MonitorPeer peer = monitor.Run(0);

        peer.WaitFor("exited");

        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(monitor.Log)!, "json.log*").Select(Path.GetFileName).Order()!];
        Assert.Equal(["json.log", "json.log.1", "json.log.2"], files);
        Assert.Equal("stdout: 5000\n", monitor.LogLines()[^1]);
    }

    [Fact]
    public async Task Monitor_Killed_DeleteForceCleansUp()
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess monitor = Start(id, ["sleep", "1000"]);
        using MonitorPeer peer = monitor.Run(Output);
        int init = peer.WaitFor("running").GetProperty("pid").GetInt32();

        monitor.Kill();
        await monitor.WaitAsync();
        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();

        await Condition.WaitAsync("end of the init", () => !Directory.Exists($"/proc/{init}"));
        Assert.False(Directory.Exists(Path.Combine(sandbox.StateRoot(RuntimeSandbox.Ours), id)));
        Assert.Empty(sandbox.Cgroups(id));
        Assert.False(File.Exists(monitor.ExitFile));
    }

    [Fact]
    public async Task Container_Descriptors_AreItsStreamsOnly()
    {
        await using MonitorProcess monitor = Start(
            RuntimeSandbox.NewId(), "ls /proc/1/fd; readlink /proc/1/fd/0");
        using MonitorPeer peer = monitor.Run(Output);

        peer.WaitFor("exited");

        Assert.Equal("0\n1\n2\n/dev/null\n", peer.OutputText);
    }

    [Fact]
    public async Task Container_Signals_AreDefault()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), ["grep", "-E", "SigIgn|SigBlk", "/proc/self/status"]);
        using MonitorPeer peer = monitor.Run(Output);

        peer.WaitFor("exited");

        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", peer.OutputText);
    }

    [Fact]
    public async Task Monitor_ContainerRunsQuietly_TakesLittleMemory()
    {
        await using MonitorProcess monitor = Start(RuntimeSandbox.NewId(), ["sleep", "1000"]);
        using MonitorPeer peer = monitor.Run(Output);
        peer.WaitFor("running");

        await Condition.WaitAsync("5 MB or less", () => monitor.ResidentKilobytes() <= 5 * 1024);
        peer.Signal(9);
        peer.WaitFor("exited");
    }

    [Fact]
    public async Task Monitor_ManyAtOnce_LeaveNothing()
    {
        MonitorProcess[] monitors =
            [.. Enumerable.Range(0, 20).Select(number => Start(RuntimeSandbox.NewId(), $"echo {number}; exit {number}"))];
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 20), TestContext.Current.CancellationToken, async (number, _) =>
            {
                using MonitorPeer peer = monitors[number].Run(Output);
                Assert.Equal(number, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
                Assert.Equal($"{number}\n", peer.OutputText);
                Assert.Equal(0, await monitors[number].WaitAsync());
                Assert.Equal("", monitors[number].Complaints);
            });
        }
        finally
        {
            foreach (MonitorProcess monitor in monitors)
            {
                await monitor.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Exec_InContainer_HasItsOwnLife()
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess container = Start(id, ["sleep", "1000"]);
        using MonitorPeer keeper = container.Run(0);
        keeper.WaitFor("running");
        await using MonitorProcess exec = MonitorProcess.Exec(sandbox, id, Process("cat; hostname >&2; exit 8"), "--stdin");
        using MonitorPeer peer = exec.Run(All);

        peer.Input("words");
        peer.CloseInput();
        JsonElement last = peer.WaitFor("exited");

        Assert.Equal(8, last.GetProperty("exitCode").GetInt32());
        Assert.Equal(("words", "test\n"), (peer.OutputText, peer.ErrorText));
        Assert.Equal(0, await exec.WaitAsync());
        Assert.True(Directory.Exists(Path.Combine(sandbox.StateRoot(RuntimeSandbox.Ours), id)));
        keeper.Signal(9);
        keeper.WaitFor("exited");
    }

    [Fact]
    public async Task Exec_LeavesAProcessBehind_EndsAllTheSame()
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess container = Start(id, ["sleep", "1000"]);
        using MonitorPeer keeper = container.Run(0);
        keeper.WaitFor("running");
        await using MonitorProcess exec = MonitorProcess.Exec(sandbox, id, Process("sleep 1000 & echo started"));
        using MonitorPeer peer = exec.Run(Output);

        Assert.Equal(0, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
        Assert.Equal("started\n", peer.OutputText);
        keeper.Signal(9);
        keeper.WaitFor("exited");
    }

    [Fact]
    public async Task Exec_ContainerEnds_ExecIsKilled()
    {
        string id = RuntimeSandbox.NewId();
        await using MonitorProcess container = Start(id, ["sleep", "1000"]);
        using MonitorPeer keeper = container.Run(0);
        keeper.WaitFor("running");
        await using MonitorProcess exec = MonitorProcess.Exec(sandbox, id, Process("echo in; sleep 1000"));
        using MonitorPeer peer = exec.Run(Output);
        peer.WaitForOutput("in\n");

        keeper.Signal(9);
        keeper.WaitFor("exited");

        Assert.Equal(137, peer.WaitFor("exited").GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Exec_NoContainer_Fails()
    {
        await using MonitorProcess exec = MonitorProcess.Exec(sandbox, "nobody", Process("true"));
        using MonitorPeer peer = exec.Connect();

        Assert.Contains("does not exist", peer.WaitFor("failed").GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static string Process(string script) => new JsonObject
    {
        ["args"] = new JsonArray("sh", "-c", script),
        ["cwd"] = "/",
        ["env"] = new JsonArray("PATH=/bin"),
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
    }.ToJsonString();

    private MonitorProcess Start(string id, string script, params IEnumerable<string> options) =>
        Start(id, ["sh", "-c", script], options: options);

    private MonitorProcess Start(
        string id, IEnumerable<string> command, Action<JsonObject>? change = null, IEnumerable<string>? options = null) =>
        MonitorProcess.Start(sandbox, id, sandbox.Bundle(id, command, change), options ?? []);
}
