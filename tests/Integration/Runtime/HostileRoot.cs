using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// A root file system made for an attack, with what it must not reach beside it:
/// <code>
/// SANDBOX/hostile/ID/
///   rootfs/         a copy of the sandbox's, writable; the attack's programs in /attack
///   canary/         a tree that nothing may change: names, inodes, modes, owners, times and contents are compared
///   volume/         what bind mounts of the bundle have as their source
/// </code>
/// </summary>
internal sealed class HostileRoot
{
    /// <summary>Nothing here takes long: what does, hangs.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private string _before = "";

    private HostileRoot(string directory) => Directory = directory;

    public string Directory { get; }

    public string Path => $"{Directory}/rootfs";

    public string Canary => $"{Directory}/canary";

    public string Volume => $"{Directory}/volume";

    /// <summary>What the attack wrote down.</summary>
    public string Result => File.Exists(ResultFile) ? File.ReadAllText(ResultFile) : "";

    private string ResultFile => $"{Path}/attack/result";

    /// <param name="sandbox">Where it is made and removed.</param>
    /// <param name="programs">Sources in <c>Attacks</c>, compiled into <c>/attack</c>.</param>
    public static async Task<HostileRoot> CreateAsync(RuntimeSandbox sandbox, params IEnumerable<string> programs)
    {
        var root = new HostileRoot($"{sandbox.Root}/hostile/{RuntimeSandbox.NewId()}");
        System.IO.Directory.CreateDirectory(root.Directory);
        (await Command.RunAsync("cp", ["-al", sandbox.RootFileSystem, root.Path])).Succeeded();
        System.IO.Directory.CreateDirectory($"{root.Path}/attack");
        System.IO.Directory.CreateDirectory($"{root.Canary}/directory/below");
        System.IO.Directory.CreateDirectory(root.Volume);
        await File.WriteAllTextAsync($"{root.Canary}/secret", "the host's secret\n");
        await File.WriteAllTextAsync($"{root.Canary}/directory/file", "the host's file\n");
        await File.WriteAllTextAsync($"{root.Volume}/marker", "of the volume\n");
        foreach (string program in programs)
        {
            await CompileAsync(program, $"{root.Path}/attack/{program}");
        }

        root._before = await root.ListAsync();
        return root;
    }

    /// <summary>Makes this the root of a bundle, and writable.</summary>
    public void Use(JsonObject spec) => spec["root"] = new JsonObject { ["path"] = Path, ["readonly"] = false };

    /// <summary>Fails when anything outside the root was made, changed, renamed or removed.</summary>
    public async Task AssertOutsideUntouchedAsync(string what = "") => Assert.Equal($"{what}\n{_before}", $"{what}\n{await ListAsync()}");

    /// <summary>A static program, so that it runs in a root file system without a C library.</summary>
    public static async Task CompileAsync(string name, string output)
    {
        string source = System.IO.Path.Combine(Installation.Root, "tests", "Integration", "Runtime", "Attacks", $"{name}.c");
        string[] bare = ["-nostdlib", "-fno-stack-protector", "-mstackrealign"];
        (await Command.RunAsync("clang", ["-O1", "-static", .. name == "loader" ? bare : [], "-o", output, source])).Succeeded();
    }

    private async Task<string> ListAsync()
    {
        CommandResult list = await Command.RunAsync(
            "sh",
            [
                "-c",
                "cd \"$0\" && find . -path ./rootfs -prune -o -path ./volume -prune -o -printf '%p %y %m %i %T@ %C@ %U:%G %n %l\\n' | LC_ALL=C sort && "
                    + "find canary -type f -exec sha256sum {} + | LC_ALL=C sort && grep -c -F \"$0\" /proc/self/mountinfo || true",
                Directory,
            ]);
        return list.Succeeded().Output;
    }
}
