using System.Formats.Tar;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Runtime;

/// <summary>
/// A place for a test's containers: a state root, bundles over one busybox root file system, cgroups under a name of its own. What
/// is still there at the end is removed, and is the test's failure.
/// </summary>
public sealed class RuntimeSandbox : IAsyncLifetime
{
    /// <summary>The runtimes that a test of the OCI verbs runs with: ours, and the one it was proved against.</summary>
    public static TheoryData<string> All => Installation.OnPath("runc") is string runc ? [Ours, runc] : [Ours];

    public static string Ours { get; } = "berth-runtime";

    /// <summary>Below <c>/tmp</c>, so that paths of sockets stay short.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("berth-rt-").FullName;

    /// <summary>Where a runtime keeps its states: each its own, they do not read each other's.</summary>
    public string StateRoot(string runtime) => Path.Combine(Root, "state", Path.GetFileName(runtime));

    /// <summary>The parent of the test's cgroups.</summary>
    public string Cgroup => $"/{Path.GetFileName(Root)}";

    /// <summary>What all bundles have as their root unless they say otherwise.</summary>
    public string RootFileSystem => Path.Combine(Root, "rootfs");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(RootFileSystem);
        Directory.CreateDirectory(Path.Combine(Root, "state"));
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;
        await TarFile.ExtractToDirectoryAsync(archive, RootFileSystem, overwriteFiles: true);
        foreach (string directory in (string[])["proc", "sys", "dev"])
        {
            Directory.CreateDirectory(Path.Combine(RootFileSystem, directory));
        }
    }

    public async ValueTask DisposeAsync()
    {
        string[] left = [.. Leftovers.Below(Root), .. Parents().SelectMany(Directory.EnumerateDirectories)];
        await Leftovers.RemoveBelowAsync(Root);
        await RemoveCgroupsAsync();
        Assert.Empty(left);
    }

    /// <summary>A container ID that nobody else uses.</summary>
    public static string NewId() => $"c{Guid.NewGuid():N}"[..12];

    /// <summary>Writes a bundle for a container that runs this.</summary>
    /// <param name="change">Whatever else its config.json shall say.</param>
    /// <returns>The bundle's directory.</returns>
    public string Bundle(string id, IEnumerable<string> command, Action<JsonObject>? change = null)
    {
        JsonObject spec = JsonNode.Parse(Template)!.AsObject();
        spec["process"]!["args"] = new JsonArray([.. command.Select(word => JsonValue.Create(word))]);
        spec["root"]!["path"] = RootFileSystem;
        spec["linux"]!["cgroupsPath"] = $"{Cgroup}/{id}";
        change?.Invoke(spec);
        string directory = Path.Combine(Root, "bundles", id);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "config.json"), spec.ToJsonString());
        return directory;
    }

    public string Bundle(string id, string script, Action<JsonObject>? change = null) => Bundle(id, ["sh", "-c", script], change);

    /// <summary>Runs a verb of a runtime to its end.</summary>
    public Task<CommandResult> RunAsync(string runtime, IEnumerable<string> arguments, string? stdin = null) =>
        Command.RunAsync(Executable(runtime), ["--root", StateRoot(runtime), .. arguments], stdin);

    /// <summary>The same for a verb that leaves a process behind, which must not keep the test's pipes.</summary>
    public Task<CommandResult> RunDetachedAsync(string runtime, params IEnumerable<string> arguments) => Command.RunAsync(
        "sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>/dev/null </dev/null", .. CommandLine(runtime, arguments)]);

    /// <summary>The same for our runtime, started by a script that ends in <c>exec "$0" "$@"</c>.</summary>
    public Task<CommandResult> RunDetachedFromAsync(string script, params IEnumerable<string> arguments) => Command.RunAsync(
        "bash", ["-c", $"exec >/dev/null 2>/dev/null </dev/null; {script}", .. CommandLine(Ours, arguments)]);

    public IEnumerable<string> CommandLine(string runtime, params IEnumerable<string> arguments) =>
        [Executable(runtime), "--root", StateRoot(runtime), .. arguments];

    public static string Executable(string runtime) => runtime == Ours ? Installation.Binary(Ours) : runtime;

    private async Task RemoveCgroupsAsync()
    {
        foreach (string cgroup in Parents().SelectMany(Directory.EnumerateDirectories).ToList())
        {
            foreach (string pid in await File.ReadAllLinesAsync(Path.Combine(cgroup, "cgroup.procs")))
            {
                await Command.RunAsync("kill", ["-KILL", pid]);
            }

            await Condition.WaitAsync($"{cgroup} empty", () => File.ReadAllText(Path.Combine(cgroup, "cgroup.procs")).Length == 0);
            Directory.Delete(cgroup);
        }

        foreach (string parent in Parents().ToList())
        {
            Directory.Delete(parent);
        }
    }

    /// <summary>The cgroups of a container, one in each hierarchy, that are there.</summary>
    public IEnumerable<string> Cgroups(string id) => Parents().Select(parent => Path.Combine(parent, id)).Where(Directory.Exists);

    /// <summary>The parents, which no runtime removes.</summary>
    private IEnumerable<string> Parents() =>
        Directory.EnumerateDirectories("/sys/fs/cgroup")
            .Append("/sys/fs/cgroup")
            .Select(hierarchy => hierarchy + Cgroup)
            .Where(Directory.Exists);

    private const string Template =
        """
        {
          "ociVersion": "1.2.0",
          "process": {
            "user": { "uid": 0, "gid": 0 },
            "args": [ "sh" ],
            "env": [ "PATH=/bin", "TERM=xterm" ],
            "cwd": "/",
            "capabilities": {
              "bounding": [ "CAP_KILL", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID" ],
              "effective": [ "CAP_KILL", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID" ],
              "permitted": [ "CAP_KILL", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID" ]
            },
            "noNewPrivileges": true
          },
          "root": { "path": "", "readonly": true },
          "hostname": "test",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "strictatime", "mode=755", "size=65536k" ] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts",
              "options": [ "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5" ] },
            { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "mode=1777" ] }
          ],
          "linux": {
            "namespaces": [ { "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" } ]
          }
        }
        """;
}
