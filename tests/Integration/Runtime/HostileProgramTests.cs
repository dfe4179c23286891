using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// The runtime's own binary from inside a container: /proc/self/exe is the way to it (CVE-2019-5736). Each test has a copy of the
/// binary of its own, and looks whether it is still the same afterwards.
/// </summary>
public sealed class HostileProgramTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    public static TheoryData<string> EntryPoints => ["program", "script", "interpreter"];

    // The loader is the image's: with it the attacker's code is in the process that the kernel calls the runtime's.
    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task Run_EntryPointIsTheRuntimeItself_BinaryStays(string how)
    {
        HostileRoot root = await RootAsync();
        (string program, string before) = Copy(root);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, EntryPoint(root, how), spec => Use(root, spec));

        await RunDetachedAsync(program, "run", "-d", "-b", bundle, id);
        await Condition.WaitAsync("an end", async () => await StateAsync(program, id) != "running");
        await RunDetachedAsync(program, "delete", "-f", id);

        Assert.DoesNotContain("overwritten", root.Result, StringComparison.Ordinal);
        Assert.Equal(before, Hash(program));
    }

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task Exec_ProgramIsTheRuntimeItself_BinaryStays(string how)
    {
        HostileRoot root = await RootAsync();
        (string program, string before) = Copy(root);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["sleep", "1000"], spec => Use(root, spec));
        (await RunDetachedAsync(program, "run", "-d", "-b", bundle, id)).Succeeded();

        await RunDetachedAsync(program, ["exec", "-d", id, .. EntryPoint(root, how)]);
        await Condition.WaitAsync("an end of the exec", async () => (await ProcessesAsync(program, id)).Length <= 1);
        await RunDetachedAsync(program, "delete", "-f", id);

        Assert.DoesNotContain("overwritten", root.Result, StringComparison.Ordinal);
        Assert.Equal(before, Hash(program));
    }

    // The container may trace its processes: it watches for those that join it.
    [Fact]
    public async Task Exec_ContainerWatchesForIt_BinaryAndHostStay()
    {
        HostileRoot root = await RootAsync();
        (string program, string before) = Copy(root);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, ["/attack/watch", $"{root.Canary}/secret"], spec =>
        {
            Use(root, spec);
            foreach (string set in (string[])["bounding", "effective", "permitted"])
            {
                spec["process"]!["capabilities"]![set]!.AsArray().Add("CAP_SYS_PTRACE");
            }
        });
        (await RunDetachedAsync(program, "run", "-d", "-b", bundle, id)).Succeeded();
        await Condition.WaitAsync("the watch", () => root.Result.Length > 0);

        for (int i = 0; i < 100; i++)
        {
            (await RunFromRootAsync(program, "exec", id, "true")).Succeeded();
        }

        File.WriteAllText($"{root.Path}/attack/stop", "");
        await Condition.WaitAsync("an end", async () => await StateAsync(program, id) != "running");
        await RunDetachedAsync(program, "delete", "-f", id);

        string[] found = root.Result.Split('\n');
        Assert.True(found.Count(line => line.StartsWith("seen", StringComparison.Ordinal)) > 10, "it has not watched");
        Assert.DoesNotContain(found, line => line.StartsWith("escape", StringComparison.Ordinal));
        Assert.DoesNotContain(found, line => line.EndsWith("overwritten", StringComparison.Ordinal));
        Assert.Equal(before, Hash(program));
    }

    // An init of the runtime's own stays in the container for good.
    [Fact]
    public async Task Init_ContainerLooksAtIt_BinaryAndEnvironmentStay()
    {
        HostileRoot root = await RootAsync();
        (string program, string before) = Copy(root);
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(
            id,
            "cat /proc/1/environ /proc/1/cmdline >/attack/seen; exec 5</proc/1/exe; exec /attack/overwrite 5",
            spec =>
            {
                Use(root, spec);
                spec["annotations"] = new JsonObject { ["berth.init"] = "true" };
                foreach (string set in (string[])["bounding", "effective", "permitted"])
                {
                    spec["process"]!["capabilities"]![set]!.AsArray().Add("CAP_SYS_PTRACE");
                }
            });

        CommandResult result = await Command.RunAsync(
            "env", ["HOST_SECRET=of-the-host", program, "--root", sandbox.StateRoot("copy"), "run", "-d", "-b", bundle, id]);
        result.Succeeded();
        await Condition.WaitAsync("an end", async () => await StateAsync(program, id) != "running");
        await RunDetachedAsync(program, "delete", "-f", id);

        Assert.DoesNotContain("of-the-host", File.ReadAllText($"{root.Path}/attack/seen"), StringComparison.Ordinal);
        Assert.NotEqual("", root.Result);
        Assert.DoesNotContain("overwritten", root.Result, StringComparison.Ordinal);
        Assert.Equal(before, Hash(program));
    }

    private static void Use(HostileRoot root, JsonObject spec)
    {
        root.Use(spec);
        spec["process"]!["noNewPrivileges"] = false;
    }

    private async Task<HostileRoot> RootAsync()
    {
        HostileRoot root = await HostileRoot.CreateAsync(sandbox, "overwrite", "watch");
        Directory.CreateDirectory($"{root.Path}/lib64");
        Directory.CreateDirectory($"{root.Path}/lib");
        await HostileRoot.CompileAsync("loader", $"{root.Path}/lib64/ld-linux-x86-64.so.2");
        File.Copy($"{root.Path}/lib64/ld-linux-x86-64.so.2", $"{root.Path}/lib/ld-linux-aarch64.so.1");
        return root;
    }

    private static string[] EntryPoint(HostileRoot root, string how)
    {
        switch (how)
        {
            case "script":
                File.WriteAllText($"{root.Path}/entry", "#!/proc/self/exe\n");
                File.SetUnixFileMode($"{root.Path}/entry", (UnixFileMode)0b111_101_101);
                return ["/entry"];
            case "interpreter":
                // The first 64-byte ELF header and one program header PT_INTERP, by the C compiler.
                return InterpretedProgram(root);
            default:
                return ["/proc/self/exe"];
        }
    }

    private static string[] InterpretedProgram(HostileRoot root)
    {
        File.WriteAllText($"{root.Path}/interpreted.c", "int main(void) { return 0; }\n");
        Command.RunAsync(
            "clang", ["-o", $"{root.Path}/entry", "-Wl,--dynamic-linker=/proc/self/exe", $"{root.Path}/interpreted.c"])
            .GetAwaiter().GetResult().Succeeded();
        return ["/entry"];
    }

    private static (string Path, string Hash) Copy(HostileRoot root)
    {
        string copy = $"{root.Volume}/berth-runtime";
        File.Copy(RuntimeSandbox.Executable(RuntimeSandbox.Ours), copy);
        return (copy, Hash(copy));
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private Task<CommandResult> RunDetachedAsync(string program, params IEnumerable<string> arguments) => Command.RunAsync(
        "sh",
        ["-c", "exec \"$0\" \"$@\" >/dev/null 2>/dev/null </dev/null", program, "--root", sandbox.StateRoot("copy"), .. arguments],
        stdin: (string?)null, HostileRoot.Hang);

    private Task<CommandResult> RunFromRootAsync(string program, params IEnumerable<string> arguments) => Command.RunAsync(
        "bash", ["-c", "exec 7</; cd /; exec \"$0\" \"$@\"", program, "--root", sandbox.StateRoot("copy"), .. arguments]);

    private async Task<string> StateAsync(string program, string id)
    {
        CommandResult result = await Command.RunAsync(program, ["--root", sandbox.StateRoot("copy"), "state", id]);
        return result.ExitCode == 0 ? JsonNode.Parse(result.Output)!["status"]!.GetValue<string>() : "gone";
    }

    private async Task<string[]> ProcessesAsync(string program, string id) => [.. JsonNode.Parse(
        (await Command.RunAsync(program, ["--root", sandbox.StateRoot("copy"), "ps", "-f", "json", id])).Succeeded().Output)!
        .AsArray().Select(n => n!.ToString())];
}
