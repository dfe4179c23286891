using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>Options of mounts, as the container sees what came of them.</summary>
public sealed class MountTests(RuntimeSandbox sandbox) : IClassFixture<RuntimeSandbox>
{
    public static TheoryData<string> Runtimes => RuntimeSandbox.All;

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task TmpCopyUp_DirectoryWithContent_IsCopied(string runtime)
    {
        CommandResult result = await RunAsync(
            runtime, "cat /etc/passwd | head -n1 | cut -d: -f1; mount | grep ' /etc ' | cut -d' ' -f5; touch /etc/new && echo writable",
            Mount("/etc", "tmpfs", "tmpfs", "tmpcopyup"));

        Assert.Equal("root\ntmpfs\nwritable", result.Succeeded().Text);
    }

    [Fact]
    public async Task TmpCopyUp_LinksModesAndOwners_AreKept()
    {
        string source = Directory.CreateDirectory(Path.Combine(sandbox.Root, RuntimeSandbox.NewId())).FullName;
        (await Command.RunAsync("sh", ["-ec", """
            cd "$0"; mkdir -p a/b; echo text >a/b/f; chown 12:34 a/b/f; chmod 4755 a/b/f; ln -s ../x a/l; mkfifo a/p; chmod 750 a; chmod 1711 .
            """, source])).Succeeded();

        CommandResult result = await RunAsync(
            RuntimeSandbox.Ours, "cd /tmp/up; stat -c '%a %u:%g %F %N' . a a/b a/b/f a/l a/p; cat a/b/f; touch a/x 2>/dev/null || echo read-only",
            Mount("/tmp/up", "bind", source, "bind"), Mount("/tmp/up", "tmpfs", "tmpfs", "tmpcopyup", "ro", "size=1m"));

        Assert.Equal(
            """
            1711 0:0 directory .
            750 0:0 directory a
            755 0:0 directory a/b
            4755 12:34 regular file a/b/f
            777 0:0 symbolic link a/l -> ../x
            644 0:0 fifo a/p
            text
            read-only
            """, result.Succeeded().Text.Replace("'", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Options_OfATmpfs_AreThoseOfTheMount(string runtime)
    {
        CommandResult result = await RunAsync(
            runtime, "grep ' /tmp/t ' /proc/self/mountinfo", Mount("/tmp/t", "tmpfs", "tmpfs", "nosuid", "noexec", "sync", "size=64k,mode=700"));

        string line = result.Succeeded().Text;
        Assert.Contains("nosuid,noexec", line, StringComparison.Ordinal);
        Assert.Contains("sync", line, StringComparison.Ordinal);
        Assert.Contains("size=64k,mode=700", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Propagation_SeveralOptions_ApplyInOrder(string runtime)
    {
        CommandResult result = await RunAsync(
            runtime, "grep -E ' /tmp/[ab] ' /proc/self/mountinfo | cut -d' ' -f5,7-8",
            Mount("/tmp/a", "bind", "/proc/self", "bind", "private", "shared"), Mount("/tmp/b", "tmpfs", "tmpfs", "shared", "private"));

        Assert.Contains("/tmp/a shared:", result.Succeeded().Text, StringComparison.Ordinal);
        Assert.Contains("/tmp/b - tmpfs", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remount_OfAnEarlierMount_ChangesIt()
    {
        CommandResult result = await RunAsync(
            RuntimeSandbox.Ours, "grep ' /tmp/t ' /proc/self/mountinfo", Mount("/tmp/t", "tmpfs", "tmpfs", "nosuid", "size=64k"),
            Mount("/tmp/t", "tmpfs", "tmpfs", "remount", "ro", "noexec", "size=128k"));

        string line = result.Succeeded().Text;
        Assert.Contains(" ro,noexec", line, StringComparison.Ordinal);
        Assert.Contains("size=128k", line, StringComparison.Ordinal);
        Assert.DoesNotContain("nosuid", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remount_OfWhatIsNoMount_Fails()
    {
        CommandResult result = await RunAsync(RuntimeSandbox.Ours, "true", Mount("/etc", "none", "none", "remount", "bind", "ro"));

        Assert.Contains("remount /etc: EINVAL", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Overlay_WithMoreThan255BytesOfLayers_IsMounted(string runtime)
    {
        string layers = Path.Combine(sandbox.Root, "layers");
        string[] lower = [.. Enumerable.Range(0, 12).Select(n => Directory.CreateDirectory(Path.Combine(layers, $"layer-with-a-long-name-{n:000}")).FullName)];
        await File.WriteAllTextAsync(Path.Combine(lower[11], "lowest"), "found", TestContext.Current.CancellationToken);

        CommandResult result = await RunAsync(
            runtime, "cat /tmp/o/lowest", Mount("/tmp/o", "overlay", "overlay", $"lowerdir={string.Join(':', lower)}"));

        Assert.Equal("found", result.Succeeded().Text);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Bind_FileOverDirectory_FailsByName(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "true", Mount("/etc", "bind", "/etc/hostname", "bind"));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("director", result.Error, StringComparison.Ordinal);
        Assert.Contains("/etc", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Destination_Relative_StartsAtTheRoot(string runtime)
    {
        CommandResult result = await RunAsync(runtime, "grep -c ' /tmp/rel ' /proc/self/mountinfo", Mount("tmp/rel", "tmpfs", "tmpfs"));

        Assert.Equal("1", result.Succeeded().Text);
    }

    private async Task<CommandResult> RunAsync(string runtime, string script, params JsonNode[] mounts)
    {
        string id = RuntimeSandbox.NewId();
        string bundle = sandbox.Bundle(id, script, spec =>
        {
            foreach (JsonNode mount in mounts)
            {
                spec["mounts"]!.AsArray().Add(mount);
            }
        });
        CommandResult result = await sandbox.RunAsync(runtime, ["run", "-b", bundle, id]);
        Assert.Empty(sandbox.Cgroups(id));
        return result;
    }

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = new JsonArray([.. options.Select(option => JsonValue.Create(option))]),
    };
}
