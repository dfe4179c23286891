using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// Ways out by a descriptor or a working directory that the runtime or its caller left open (CVE-2024-21626). The caller of all these
/// has the host's root directory at descriptor 7, not close-on-exec.
/// </summary>
public sealed class HostileDescriptorTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    private const string Leak = "exec 7</ 9</etc/passwd; exec \"$0\" \"$@\"";

    public static TheoryData<string> WorkingDirectories
    {
        get
        {
            var all = new TheoryData<string>
            {
                "/proc/self/cwd", "/proc/self/cwd/..", "/proc/self/root/..", "/proc/1/root", "/proc/1/cwd", "/proc/1/root/etc",
                "/link", "/link/..", "/link/etc", "/proc/self/task/../fd/7", "/proc/../proc/self/fd/7/etc", "../../../..", "/../..",
            };
            for (int fd = 0; fd <= 24; fd++)
            {
                all.Add($"/proc/self/fd/{fd}");
                all.Add($"/proc/thread-self/fd/{fd}/../..");
            }

            return all;
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run -d")]
    [InlineData("create")]
    [InlineData("exec")]
    [InlineData("exec -d")]
    public async Task Process_CallerLeaksDescriptors_HasItsStreamsAlone(string how)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");

        await ListDescriptorsAsync(root, how);

        Assert.Equal(["0", "1", "2"], Numbers(root));
    }

    [Theory]
    [InlineData("run", 1, "0 1 2 3")]
    [InlineData("exec", 1, "0 1 2 3")]
    [InlineData("run", 2, "0 1 2 3 4")]
    public async Task Process_PreservedDescriptors_AreThoseAlone(string how, int count, string expected)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");

        await ListDescriptorsAsync(root, how, "exec 3</dev/null 4</dev/null; " + Leak, "--preserve-fds", $"{count}");

        Assert.Equal(expected.Split(' '), Numbers(root));
        Assert.DoesNotContain(root.Result.Split('\n'), line => line.StartsWith("3 ", StringComparison.Ordinal) && line != "3 /dev/null");
    }

    // Those that are not there would be the runtime's own by the time that they are passed on.
    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task Process_PreservedDescriptorsNotThere_AreRefused(string how)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");

        CommandResult result = await ListDescriptorsAsync(root, how, "exec 3</dev/null; exec \"$0\" \"$@\"", "--preserve-fds", "8");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("preserved-fd", result.Error, StringComparison.Ordinal);
        Assert.Equal("", root.Result);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task Terminal_CallerLeaksDescriptors_HasItsStreamsAlone(string how)
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(
            id, how == "run" ? "/attack/descriptors >/attack/result" : "exec sleep 1000",
            spec =>
            {
                root.Use(spec);
                spec["process"]!["terminal"] = how == "run";
            });
        string[] arguments = how == "run" ? ["run", "-b", bundle, id] : ["exec", "-t", id, "sh", "-c", "/attack/descriptors >/attack/result"];
        if (how == "exec")
        {
            (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", bundle, id)).Succeeded();
        }

        await using (Terminal terminal = Terminal.Start("bash", ["-c", Leak, .. sandbox.CommandLine(RuntimeSandbox.Ours, arguments)]))
        {
            Assert.Equal(0, await terminal.WaitAsync());
        }

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        Assert.Equal(["0", "1", "2"], Numbers(root));
    }

    [Fact]
    public async Task ConsoleSocket_CallerLeaksDescriptors_HasItsStreamsAlone()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");
        string id = RuntimeSandbox.NewId();
        string path = $"{root.Directory}/console";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        string bundle = sandbox.Bundle(id, "/attack/descriptors >/attack/result; sleep 1000", spec =>
        {
            root.Use(spec);
            spec["process"]!["terminal"] = true;
        });

        (await sandbox.RunDetachedFromAsync(Leak, "create", "--console-socket", path, "-b", bundle, id)).Succeeded();
        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["start", id])).Succeeded();
        await Condition.WaitAsync("a list", () => Numbers(root).Length >= 3);

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        Assert.Equal(["0", "1", "2"], Numbers(root));
    }

    // Seen from the host: while it waits, a process of a shared pid namespace could reach them through /proc.
    [Fact]
    public async Task Create_WaitingForStart_KeepsNothingOfTheCallers()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        string id = RuntimeSandbox.NewId();
        string pidFile = $"{root.Directory}/pid";
        string bundle = sandbox.Bundle(id, ["true"], root.Use);
        (await sandbox.RunDetachedFromAsync(Leak, "create", "--pid-file", pidFile, "-b", bundle, id)).Succeeded();

        string[] open = [.. Directory.EnumerateFiles($"/proc/{File.ReadAllText(pidFile)}/fd").Select(f => new FileInfo(f).LinkTarget!)];

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        Assert.DoesNotContain("/", open);
        Assert.DoesNotContain("/etc/passwd", open);
        Assert.All(open, target => Assert.True(target == "/dev/null" || target.StartsWith("socket:", StringComparison.Ordinal), target));
    }

    [Fact]
    public async Task Hook_CallerLeaksDescriptors_HasItsStreamsAlone()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "descriptors");
        string id = RuntimeSandbox.NewId();
        string output = $"{root.Directory}/hook";
        string bundle = sandbox.Bundle(id, ["true"], spec =>
        {
            root.Use(spec);
            spec["hooks"] = new JsonObject
            {
                ["createRuntime"] = new JsonArray(new JsonObject
                {
                    ["path"] = "/bin/sh",
                    ["args"] = new JsonArray("sh", "-c", $"{root.Path}/attack/descriptors >{output}"),
                }),
            };
        });

        (await RunFromAsync(Leak, "run", "-b", bundle, id)).Succeeded();

        Assert.Equal(["0", "1", "2"], File.ReadLines(output).Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [MemberData(nameof(WorkingDirectories))]
    public async Task Run_WorkingDirectoryOfTheHost_IsRefusedOrInside(string directory)
    {
        HostileRoot root = await RootWithLinkAsync();
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, Seek(root), spec =>
        {
            root.Use(spec);
            spec["process"]!["cwd"] = directory;
        });

        CommandResult result = await RunFromAsync(Leak, "run", "-b", bundle, id);

        AssertInside(result);
        await root.AssertOutsideUntouchedAsync(directory);
    }

    [Fact]
    public async Task Exec_WorkingDirectoryOfTheHost_IsRefusedOrInside()
    {
        HostileRoot root = await RootWithLinkAsync();
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, RuntimeSandbox.Ours, root.Use);

        foreach (TheoryDataRow<string> row in WorkingDirectories)
        {
            AssertInside(await RunFromAsync(Leak, "exec", "--cwd", row.Data, container.Id, "sh", "-c", Seek(root)));
        }

        await root.AssertOutsideUntouchedAsync();
    }

    // A process of the container swaps the directory for a link while the exec looks.
    [Fact]
    public async Task Exec_WorkingDirectoryIsSwapped_IsRefusedOrInside()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "swap");
        Directory.CreateDirectory($"{root.Path}/place/a/b");
        File.CreateSymbolicLink($"{root.Path}/place/link", "/proc/self/fd/7");
        File.CreateSymbolicLink($"{root.Path}/place/up", $"../../../../../../../..{root.Canary}/directory");
        await using RunningContainer container = await RunningContainer.StartAsync(sandbox, RuntimeSandbox.Ours, root.Use);
        (await sandbox.RunAsync(
            RuntimeSandbox.Ours,
            ["exec", "-d", container.Id, "/attack/swap", "/place/a", "/place/link", "/place/a", "/place/up"])).Succeeded();

        for (int i = 0; i < 40; i++)
        {
            CommandResult result = await RunFromAsync(Leak, "exec", "--cwd", "/place/a", container.Id, "sh", "-c", Seek(root));
            AssertInside(result);
        }

        File.WriteAllText($"{root.Path}/attack/stop", "");
        await root.AssertOutsideUntouchedAsync();
    }

    private static void AssertInside(CommandResult result)
    {
        Assert.True(result.ExitCode == 0 ? result.Text == "inside" : result.Error.Trim().Length > 0, result.ToString());
        Assert.DoesNotContain("secret", result.Output, StringComparison.Ordinal);
    }

    // By a path that leads from the host's root, and from anywhere below it, to the canary.
    private static string Seek(HostileRoot root) =>
        $"cat ../../../../../../../../../../..{root.Canary}/secret 2>/dev/null || cat .{root.Canary}/secret 2>/dev/null || echo inside";

    private async Task<HostileRoot> RootWithLinkAsync()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox);
        File.CreateSymbolicLink($"{root.Path}/link", "/proc/self/fd/7");
        return root;
    }

    private static string[] Numbers(HostileRoot root) =>
        [.. root.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];

    private Task<CommandResult> RunFromAsync(string script, params IEnumerable<string> arguments) =>
        Command.RunAsync("bash", ["-c", script, .. sandbox.CommandLine(RuntimeSandbox.Ours, arguments)], stdin: (string?)null, HostileRoot.Hang);

    private async Task<CommandResult> ListDescriptorsAsync(
        HostileRoot root, string how, string script = Leak, params string[] options)
    {
        const string List = "/attack/descriptors >/attack/result";
        string id = RuntimeSandbox.NewId();
        bool exec = how.StartsWith("exec", StringComparison.Ordinal);
        string bundle = sandbox.Bundle(id, exec ? "exec sleep 1000" : List, root.Use);
        IEnumerable<string> verb = [.. how.Split(' '), .. options];
        if (exec)
        {
            (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", bundle, id)).Succeeded();
        }

        IEnumerable<string> arguments = exec ? [.. verb, id, "sh", "-c", List] : [.. verb, "-b", bundle, id];
        CommandResult result = how is "run" or "exec"
            ? await RunFromAsync(script, arguments)
            : await sandbox.RunDetachedFromAsync(script, arguments);
        if (how == "create")
        {
            (await sandbox.RunAsync(RuntimeSandbox.Ours, ["start", id])).Succeeded();
        }

        if (result.ExitCode == 0)
        {
            await Condition.WaitAsync("a list", () => Numbers(root).Length >= 3);
        }

        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();
        return result;
    }
}
