using Berth.Harness;

namespace Berth.Integration.Runtime;

/// <summary>
/// Runs commands as a user that this machine does not have: with a password entry and subordinate IDs of its own, seen in a private mount
/// namespace only. Its home and $XDG_RUNTIME_DIR are below the sandbox, closed to others.
/// </summary>
internal sealed class OrdinaryUser(RuntimeSandbox sandbox)
{
    public const int Id = 51_234;
    public const int FirstSubordinate = 300_000;

    public string Home => Path.Combine(sandbox.Root, "home");

    /// <summary>The user's own root file system: what it maps to itself is its own.</summary>
    public string RootFileSystem => Path.Combine(Home, "rootfs");

    public async Task SetUpAsync()
    {
        Directory.CreateDirectory(Path.Combine(Home, "run"));
        File.SetUnixFileMode(sandbox.Root, (UnixFileMode)0b111_001_001);
        await File.WriteAllTextAsync(
            Path.Combine(sandbox.Root, "passwd"), $"{await File.ReadAllTextAsync("/etc/passwd")}berth-test:x:{Id}:{Id}::{Home}:/bin/sh\n");
        await File.WriteAllTextAsync(Path.Combine(sandbox.Root, "subid"), $"berth-test:{FirstSubordinate}:65536\n");
        if (!Directory.Exists(RootFileSystem))
        {
            (await Command.RunAsync("cp", ["-a", sandbox.RootFileSystem, RootFileSystem])).Succeeded();
        }

        (await Command.RunAsync("chown", ["-R", $"{Id}:{Id}", Home])).Succeeded();
        File.SetUnixFileMode(Home, (UnixFileMode)0b111_000_000);
    }

    /// <summary>Runs our runtime; the state is where a user's is by default.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => 
        Command.RunAsync("unshare", CommandLine("", Runtime, arguments));

    /// <summary>Runs a script, with the runtime as <c>$0</c>, by the root of a user namespace of the user's own: what podman is.</summary>
    public Task<CommandResult> RunAsRootOfHisOwnAsync(string script) =>
        Command.RunAsync("unshare", CommandLine("", "unshare", ["-r", "-m", "sh", "-ec", script, Runtime]));

    /// <summary>The same for a verb that leaves a process behind.</summary>
    public Task<CommandResult> RunDetachedAsync(params IEnumerable<string> arguments) =>
        Command.RunAsync("unshare", CommandLine(" >/dev/null 2>/dev/null </dev/null", Runtime, arguments));

    public string Bundle(string id, string script, Action<System.Text.Json.Nodes.JsonObject> change) => sandbox.Bundle(id, script, spec =>
    {
        spec["root"]!["path"] = RootFileSystem;
        spec["root"]!["readonly"] = false;
        spec["linux"]!.AsObject().Remove("cgroupsPath");
        change(spec);
    });

    private static string Runtime => RuntimeSandbox.Executable(RuntimeSandbox.Ours);

    private IEnumerable<string> CommandLine(string redirect, string program, IEnumerable<string> arguments) =>
    [
        "-m", "sh", "-ec",
        $"""
        touch /etc/subuid /etc/subgid
        mount --bind {sandbox.Root}/passwd /etc/passwd
        mount --bind {sandbox.Root}/subid /etc/subuid
        mount --bind {sandbox.Root}/subid /etc/subgid
        export XDG_RUNTIME_DIR={Home}/run HOME={Home} USER=berth-test
        exec setpriv --reuid {Id} --regid {Id} --clear-groups "$0" "$@"{redirect}
        """,
        program, .. arguments,
    ];
}
