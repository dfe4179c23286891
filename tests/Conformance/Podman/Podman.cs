using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Podman;

/// <summary>Podman on storage of its own, with the busybox image.</summary>
public sealed class Podman : IAsyncLifetime
{
    public const string Image = "localhost/busybox";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-podman-").FullName;
    private bool _there;

    public async ValueTask InitializeAsync()
    {
        if (Installation.OnPath("podman") is null)
        {
            return;
        }

        _there = true;

        // Podman's own limits are higher than a machine may allow. It asks only the runtimes that it knows by name for a JSON log.
        await File.WriteAllTextAsync(
            Path.Combine(_root, "containers.conf"),
            $"""
             [containers]
             log_driver = "k8s-file"
             default_ulimits = [ "nofile=1024:1024", "nproc=1024:1024" ]
             [engine]
             cgroup_manager = "cgroupfs"
             events_logger = "file"
             runtime_supports_json = [ "berth-runtime", "runc", "crun" ]
             tmp_dir = "{_root}/tmp"
             """);
        string archive = Path.Combine(_root, "busybox.tar");
        await using (FileStream file = File.Create(archive))
        {
            await BusyboxImage.WriteAsync(file);
        }

        (await RunAsync("runc", "import", "--change", "CMD [\"/bin/sh\"]", archive, Image)).Succeeded();
    }

    /// <summary>Runs podman with a runtime: a path, or a name on the PATH.</summary>
    public Task<CommandResult> RunAsync(string runtime, params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(_there, "no podman on this machine");
        string path = runtime.Contains('/', StringComparison.Ordinal) ? runtime : Installation.OnPath(runtime) ?? runtime;
        string[] options = ["--root", $"{_root}/root", "--runroot", $"{_root}/run", "--storage-driver", "vfs", "--runtime", path];
        return Command.RunAsync("env", [$"CONTAINERS_CONF={_root}/containers.conf", "podman", .. options, .. arguments], stdin: (string?)null);
    }

    public async ValueTask DisposeAsync()
    {
        string[] left = [];
        if (_there)
        {
            await RunAsync("runc", "rm", "-fa", "-t", "0");
            await Condition.WaitAsync("the end of conmon", () => Leftovers.Below(_root).All(thing => thing.StartsWith("mount ", StringComparison.Ordinal)));
        }

        left = Leftovers.Below(_root).Where(thing => !thing.EndsWith("/root/vfs", StringComparison.Ordinal)).ToArray();
        await Leftovers.RemoveBelowAsync(_root);
        Assert.Empty(left);
    }
}
