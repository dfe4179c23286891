using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>System call filters as a container's program meets them, with runc too; and the agent of <c>SCMP_ACT_NOTIFY</c>.</summary>
public sealed class SeccompTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    // x86-64.
    private const int Mkdir = 83;

    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    public static TheoryData<string, bool> RuntimesAndPrivileges
    {
        get
        {
            var data = new TheoryData<string, bool> { { RuntimeSandbox.Ours, true }, { RuntimeSandbox.Ours, false } };
            if (Installation.OnPath("runc") is string runc)
            {
                data.Add(runc, true);
                data.Add(runc, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RuntimesAndPrivileges))]
    public async Task Run_CallThatFails_HasTheErrno(string runtime, bool noNewPrivileges)
    {
        CommandResult result = await RunAsync(runtime, "mkdir /tmp/x", noNewPrivileges, Rule("mkdir", "SCMP_ACT_ERRNO", 95));

        Assert.Contains("Operation not supported", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RuntimesAndPrivileges))]
    public async Task Run_CallThatKills_Kills(string runtime, bool noNewPrivileges)
    {
        CommandResult result = await RunAsync(runtime, "mkdir /tmp/x; echo $?", noNewPrivileges, Rule("mkdir", "SCMP_ACT_KILL_PROCESS"));

        Assert.Equal("159", result.Succeeded().Text);
    }

    // Compared with runc 1.3; Debian's 1.1 keeps its connection to the agent open.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_CallUpToAnAgent_IsDoneByIt(bool noNewPrivileges)
    {
        string runtime = RuntimeSandbox.Ours;
        string path = Path.Combine(sandbox.Root, $"{Guid.NewGuid():N}"[..8]);
        using var agent = new SeccompAgentProbe(path);
        Task<JsonNode> told = agent.ServeAsync(Mkdir, TestContext.Current.CancellationToken);

        CommandResult result = await RunAsync(
            runtime, "mkdir /nowhere/x && echo made", noNewPrivileges, Asking(path, "mkdir", "read", "close", "execve", "setresuid", "capset"));

        Assert.Equal("made", result.Succeeded().Text);
        JsonNode state = await told;
        Assert.Equal("[\"seccompFd\"]", state["fds"]!.ToJsonString());
        Assert.Equal(("meta", "creating"), ((string?)state["metadata"], (string?)state["state"]!["status"]));
        Assert.Equal((int)state["pid"]!, (int)state["state"]!["pid"]!);
        Assert.True((int)state["pid"]! > 0);
        Assert.NotNull((string?)state["ociVersion"]);
        Assert.NotNull((string?)state["state"]!["bundle"]);
    }

    [Fact]
    public async Task CreateThenExec_CallsUpToAnAgent_EachFilterIsHandedOver()
    {
        string runtime = RuntimeSandbox.Ours;
        string id = RuntimeSandbox.NewId();
        string path = Path.Combine(sandbox.Root, $"{Guid.NewGuid():N}"[..8]);
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec => spec["linux"]!["seccomp"] = Asking(path, "mkdir"));
        using var agent = new SeccompAgentProbe(path);
        Task<JsonNode> first = agent.ServeAsync(Mkdir, TestContext.Current.CancellationToken);
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", id])).Succeeded();

        Task<JsonNode> second = agent.ServeAsync(Mkdir, TestContext.Current.CancellationToken);
        CommandResult result = await sandbox.RunAsync(runtime, ["exec", id, "sh", "-c", "mkdir /nowhere/x && echo made"]);

        Assert.Equal("made", result.Succeeded().Text);
        JsonNode added = await second;
        Assert.Equal("running", (string?)added["state"]!["status"]);
        Assert.NotEqual((int)added["pid"]!, (int)added["state"]!["pid"]!);
        (await sandbox.RunAsync(runtime, ["delete", "-f", id])).Succeeded();
        Assert.Equal("creating", (string?)(await first)["state"]!["status"]);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_NobodyListens_FailsAndLeavesNothing(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "true", true, Asking("/nobody/listens", "mkdir"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("/nobody/listens", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_AgentForWrite_IsRefused(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "true", true, Asking("/nobody/listens", "write"));

        Assert.Contains("SCMP_ACT_NOTIFY cannot be used for the write syscall", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Run_ProgramOf32Bits_IsFilteredByItsOwnNumbers(string runtime)
    {
        string program = await CompileAsync();
        JsonObject filter = Rule("mkdir", "SCMP_ACT_ERRNO", 95);
        filter["architectures"] = new JsonArray("SCMP_ARCH_X86_64", "SCMP_ARCH_X86");

        CommandResult filtered = await RunAsync(runtime, "/probe; echo $?", true, filter, program);
        CommandResult foreign = await RunAsync(runtime, "/probe; echo $?", true, Rule("mkdir", "SCMP_ACT_ERRNO", 95), program);

        Assert.Equal(("95", "159"), (filtered.Succeeded().Text, foreign.Succeeded().Text));
    }

    // A program for the 32-bit table without any library: exits with the errno of its mkdir (39; exit is 1).
    private async Task<string> CompileAsync()
    {
        string program = Path.Combine(sandbox.Root, "probe");
        const string Source =
            """
            void _start(void) {
                int result;
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(39), "b"("/tmp/x"), "c"(0700));
                __asm__ volatile("int $0x80" : : "a"(1), "b"(-result));
            }
            """;
        CommandResult result = await Command.RunAsync("cc", ["-m32", "-nostdlib", "-static", "-fno-pie", "-no-pie", "-xc", "-", "-o", program], Source);
        Assert.SkipUnless(result.ExitCode == 0, $"no compiler for 32 bits: {result.Error}");
        return program;
    }

    private static JsonObject Rule(string call, string action, int? errno = null)
    {
        var rule = new JsonObject { ["names"] = new JsonArray(call), ["action"] = action };
        if (errno is int number)
        {
            rule["errnoRet"] = number;
        }

        return new JsonObject { ["defaultAction"] = "SCMP_ACT_ALLOW", ["syscalls"] = new JsonArray(rule) };
    }

    private static JsonObject Asking(string path, params string[] calls) => new JsonObject
    {
        ["defaultAction"] = "SCMP_ACT_ALLOW",
        ["listenerPath"] = path,
        ["listenerMetadata"] = "meta",
        ["syscalls"] = new JsonArray(
            new JsonObject { ["names"] = new JsonArray([.. calls.Select(c => JsonValue.Create(c))]), ["action"] = "SCMP_ACT_NOTIFY" }),
    };

    private Task<CommandResult> RunAsync(string runtime, string script, bool noNewPrivileges, JsonNode filter, string? program = null)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, script, spec =>
        {
            spec["process"]!["noNewPrivileges"] = noNewPrivileges;
            spec["linux"]!["seccomp"] = filter.DeepClone();
            if (program is not null)
            {
                File.WriteAllText(Path.Combine(sandbox.Root, "rootfs", "probe"), "");
                spec["mounts"]!.AsArray().Add(new JsonObject
                {
                    ["destination"] = "/probe", ["type"] = "bind", ["source"] = program, ["options"] = new JsonArray("bind"),
                });
            }
        });
        return sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);
    }
}
