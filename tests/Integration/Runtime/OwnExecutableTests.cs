using System.Security.Cryptography;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>The host's binary is out of a container's reach (CVE-2019-5736): what /proc/PID/exe of a process on its way in is.</summary>
public sealed class OwnExecutableTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    [Fact]
    public async Task Create_WaitingInit_RunsFromNoFileOfTheHost()
    {
        string id = RuntimeSandbox.NewId();
        string pidFile = Path.Combine(sandbox.Root, id + ".pid");
        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "create", "-b", sandbox.Bundle(id, "true"), "--pid-file", pidFile, id)).Succeeded();

        string executable = $"/proc/{await File.ReadAllTextAsync(pidFile, TestContext.Current.CancellationToken)}/exe";
        string target = new FileInfo(executable).LinkTarget!;
        byte[] content = await File.ReadAllBytesAsync(executable, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<IOException>(() => File.WriteAllTextAsync(executable, "x", TestContext.Current.CancellationToken));
        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();

        Assert.StartsWith("/memfd:", target, StringComparison.Ordinal);
        Assert.Empty(content);
    }

    [Theory]
    [InlineData("/proc/self/exe")]
    [InlineData("/script")]
    public async Task Run_EntryPointIsTheRuntimeItself_DoesNotExecuteIt(string entryPoint)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, [entryPoint, "--version"], spec =>
            spec["mounts"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject
            {
                ["destination"] = "/script",
                ["type"] = "bind",
                ["source"] = Script(id),
                ["options"] = new System.Text.Json.Nodes.JsonArray("bind", "ro"),
            }));
        byte[] before = Hash();

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["run", "-b", bundle, id]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("berth-runtime version", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, Hash());
    }

    [Fact]
    public async Task Exec_OfTheRuntimeItself_DoesNotExecuteIt()
    {
        string id = RuntimeSandbox.NewId();
        (await sandbox.RunDetachedAsync(RuntimeSandbox.Ours, "run", "-d", "-b", sandbox.Bundle(id, "exec sleep 1000"), id)).Succeeded();

        CommandResult result = await sandbox.RunAsync(RuntimeSandbox.Ours, ["exec", id, "/proc/self/exe", "--version"]);
        (await sandbox.RunAsync(RuntimeSandbox.Ours, ["delete", "-f", id])).Succeeded();

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("berth-runtime version", result.Output, StringComparison.Ordinal);
    }

    private string Script(string id)
    {
        string path = Path.Combine(sandbox.Root, id + ".script");
        File.WriteAllText(path, "#!/proc/self/exe\n");
        File.SetUnixFileMode(path, (UnixFileMode)0x1ed);
        return path;
    }

    private static byte[] Hash() => SHA256.HashData(File.ReadAllBytes(Installation.Binary(RuntimeSandbox.Ours)));
}
