using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Hooks in their six places: when and where they run, what they are told, and what comes of a failure.</summary>
public sealed class HookTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private static readonly string[] s_points = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    public static TheoryData<string, string> FailuresOfCreate()
    {
        var data = new TheoryData<string, string>();
        foreach (string runtime in RuntimeSandbox.All.Select(row => row.Data))
        {
            data.Add(runtime, "prestart");
            data.Add(runtime, "createRuntime");
            data.Add(runtime, "createContainer");
        }

        return data;
    }

    // runc 1.1 runs poststart hooks before create returns, and before those of startContainer.
    [Fact]
    public async Task Lifecycle_HooksEverywhere_RunInOrder()
    {
        string runtime = RuntimeSandbox.Ours;
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec =>
        {
            AddLogDirectory(spec);
            foreach (string point in s_points)
            {
                AddHook(spec, point, $"echo {point} 1 >>{log}");
                AddHook(spec, point, $"echo {point} 2 >>{log}");
            }
        });

        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, id)).Succeeded();
        Assert.Equal(Twice("prestart", "createRuntime", "createContainer"), File.ReadAllLines(log));
        (await sandbox.RunAsync(runtime, ["start", id])).Succeeded();
        (await sandbox.RunAsync(runtime, ["delete", "-f", id])).Succeeded();

        Assert.Equal(Twice(s_points), File.ReadAllLines(log));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Hook_OfAnyPlace_HasTheStateOnItsInput(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec =>
        {
            AddLogDirectory(spec);
            spec["annotations"] = new JsonObject { ["k"] = "\"pid\":0" };
            foreach (string point in s_points)
            {
                AddHook(spec, point, $"(printf '{point} '; cat; echo) >>{log}");
            }
        });

        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, id)).Succeeded();
        string pid = JsonOf((await sandbox.RunAsync(runtime, ["state", id])).Succeeded().Output).GetProperty("pid").GetRawText();
        (await sandbox.RunAsync(runtime, ["start", id])).Succeeded();
        await Condition.WaitAsync("hooks of start", () => File.ReadAllLines(log).Length >= 5);
        (await sandbox.RunAsync(runtime, ["delete", "-f", id])).Succeeded();

        Dictionary<string, JsonElement> byPoint = File.ReadAllLines(log).Where(line => line.Length > 0)
            .ToDictionary(line => line[..line.IndexOf(' ', StringComparison.Ordinal)], line => JsonOf(line[line.IndexOf('{', StringComparison.Ordinal)..]));
        JsonElement[] states = [.. s_points.Select(point => byPoint[point])];
        Assert.All(states, state => Assert.Equal(id, state.GetProperty("id").GetString()));
        Assert.All(states, state => Assert.Equal(bundle, state.GetProperty("bundle").GetString()));
        Assert.All(states, state => Assert.Equal("\"pid\":0", state.GetProperty("annotations").GetProperty("k").GetString()));
        Assert.Equal([pid, pid, "1", "1", pid], states.Take(5).Select(state => state.GetProperty("pid").GetRawText()));
        if (runtime == RuntimeSandbox.Ours)
        {
            Assert.Equal(
                ["created", "creating", "creating", "created", "running", "stopped"],
                states.Select(state => state.GetProperty("status").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task CreateContainerHook_RunsAmongTheContainersMountsWithTheHostsPaths(string runtime)
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, "cat /tmp/from-hook", spec =>
            AddHook(spec, "createContainer", $"echo made >tmp/from-hook; readlink /proc/self/ns/mnt >{log}"));

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        Assert.Equal("made", result.Succeeded().Text);
        Assert.NotEqual(new FileInfo("/proc/self/ns/mnt").LinkTarget, Assert.Single(File.ReadAllLines(log)));
    }

    // runc 1.1 gives a tmpfs the mode of the directory that it covers, so that only root could write here.
    [Fact]
    public async Task StartContainerHook_RunsWhereTheProgramWill()
    {
        string runtime = RuntimeSandbox.Ours;
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, "cat /tmp/from-hook", spec =>
        {
            spec["process"]!["user"]!["uid"] = 1000;
            AddHook(spec, "startContainer", "(id -u; pwd; readlink /proc/self/fd/0 | cut -c1-7; env | grep -c X=1) >/tmp/from-hook");
        });

        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);

        string[] lines = [.. result.Succeeded().Lines];
        Assert.Equal(("1000", "/", "1"), (lines[0], lines[1], lines[3]));
    }

    [Theory]
    [MemberData(nameof(FailuresOfCreate))]
    public async Task Create_HookFails_NothingIsLeftAndPoststopRuns(string runtime, string point)
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec =>
        {
            AddHook(spec, point, "exit 0");
            AddHook(spec, point, "echo complaint >&2; exit 3");
            AddHook(spec, point, $"echo third >>{log}");
            AddHook(spec, "poststop", $"echo poststop >>{log}");
        });

        CommandResult result = await sandbox.RunAsync(runtime, ["create", "-b", bundle, id]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("hook #1", result.Error, StringComparison.Ordinal);
        Assert.Contains("complaint", result.Error, StringComparison.Ordinal);
        Assert.Equal(["poststop"], File.ReadAllLines(log));
        Assert.Contains("does not exist", (await sandbox.RunAsync(runtime, ["state", id])).Exited(1).Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Fact]
    public async Task Start_HookFails_ContainerIsDestroyed()
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec =>
        {
            AddHook(spec, "startContainer", "exit 0");
            AddHook(spec, "startContainer", "echo complaint >&2; exit 3");
            AddHook(spec, "poststop", $"echo poststop >>{log}");
        });
        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "create", "-b", bundle, id)).Succeeded();

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["start", id]);

        Assert.Contains(
            "error running startContainer hook #1: exit status 3, stderr: complaint", result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(["poststop"], File.ReadAllLines(log));
        Assert.Contains(
            "does not exist", (await sandbox.RunAsync(RuntimeSandbox.Ours, ["state", id])).Exited(1).Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task Run_HookTakesTooLong_IsKilledAndFails(string point)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec => AddHook(spec, point, "exec sleep 600", timeout: 1));

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.Contains(
            $"error running {point} hook #0: hook ran past specified timeout of 1s", result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Cgroups(id));
    }

    [Theory]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task Run_HookIsNotThere_Fails(string point)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["true"], spec => spec["hooks"] = new JsonObject
        {
            [point] = new JsonArray(new JsonObject { ["path"] = "/no/such/hook" }),
        });

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.Contains($"{point} hook #0: exec /no/such/hook: no such file or directory", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoststartAndPoststop_HookFails_IsAWarning()
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string messages = Path.Combine(sandbox.Root, $"{id}.log");
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec =>
        {
            foreach (string point in (string[])["poststart", "poststop"])
            {
                AddHook(spec, point, "exit 4");
                AddHook(spec, point, $"echo {point} >>{log}");
            }
        });
        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "create", "-b", bundle, id)).Succeeded();

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["--log", messages, "--log-format", "json", "start", id])).Succeeded();
        JsonElement state = JsonOf((await sandbox.RunAsync(RuntimeSandbox.Ours, ["state", id])).Succeeded().Output);
        CommandResult deleted = await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id]);

        Assert.Equal("running", state.GetProperty("status").GetString());
        JsonElement warning = JsonOf(Assert.Single(File.ReadAllLines(messages)));
        Assert.Equal("warning", warning.GetProperty("level").GetString());
        Assert.Equal("error running poststart hook #0: exit status 4, stderr: ", warning.GetProperty("msg").GetString());
        Assert.Contains("error running poststop hook #0: exit status 4", deleted.Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal(["poststart", "poststop"], File.ReadAllLines(log));
    }

    [Fact]
    public async Task Hooks_HaveNoDescriptorOfTheCaller()
    {
        string id = RuntimeSandbox.NewId();
        string log = LogOf(id);
        string bundle = sandbox.Bundle(id, ["true"], spec =>
        {
            foreach (string point in (string[])["prestart", "createContainer", "poststop"])
            {
                AddHook(spec, point, $"for f in 5 6 7; do [ -e /proc/self/fd/$f ] && echo {point} $f; done >>{log}; true");
            }
        });

        CommandResult result = await Command.RunAsync(
            "sh", ["-c", "exec 5</dev/zero 6</dev/zero 7</dev/zero; exec \"$0\" \"$@\"", .. sandbox.CommandLine(RuntimeSandbox.Ours, "run", "-b", bundle, id)]);

        result.Succeeded();
        Assert.Empty(File.ReadAllText(log));
    }

    private string LogOf(string id) => Path.Combine(Directory.CreateDirectory(Path.Combine(sandbox.Root, "hooks")).FullName, id);

    // The container's own hooks write there too.
    private void AddLogDirectory(JsonObject spec)
    {
        string directory = Path.GetDirectoryName(LogOf("x"))!;
        spec["root"]!["readonly"] = false;
        spec["mounts"]!.AsArray().Add(new JsonObject
        {
            ["destination"] = directory, ["source"] = directory, ["options"] = new JsonArray("bind"),
        });
    }

    private static void AddHook(JsonObject spec, string point, string script, int? timeout = null)
    {
        JsonObject hooks = (spec["hooks"] ??= new JsonObject()).AsObject();
        var hook = new JsonObject
        {
            ["path"] = "/bin/sh",
            ["args"] = new JsonArray("sh", "-c", script),
            ["env"] = new JsonArray("PATH=/usr/bin:/bin", "X=1"),
        };
        if (timeout is not null)
        {
            hook["timeout"] = timeout;
        }

        (hooks[point] ??= new JsonArray()).AsArray().Add(hook);
    }

    private static IEnumerable<string> Twice(params string[] points) => points.SelectMany(point => (string[])[$"{point} 1", $"{point} 2"]);

    private static JsonElement JsonOf(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
