using System.Diagnostics;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Containerd;

/// <summary>A private containerd, with the busybox image out of an OCI archive, driven by its own <c>ctr</c>.</summary>
public sealed class Containerd : IAsyncLifetime
{
    public const string Image = "docker.io/berth-test/busybox:latest";

    private readonly string _root = Directory.CreateTempSubdirectory("berth-ctrd-").FullName;
    private Process? _process;

    private string Address => Path.Combine(_root, "sock");

    // The namespace is also the parent of the containers' cgroups.
    private string Namespace => Path.GetFileName(_root);

    public async ValueTask InitializeAsync()
    {
        if (Installation.OnPath("containerd") is not string containerd || Installation.OnPath("ctr") is null)
        {
            return;
        }

        string config = Path.Combine(_root, "config.toml");
        await File.WriteAllTextAsync(
            config,
            $"""
             version = 2
             root = "{_root}/root"
             state = "{_root}/state"
             disabled_plugins = [ "io.containerd.grpc.v1.cri" ]
             [grpc]
               address = "{Address}"
             [ttrpc]
               address = "{_root}/ttrpc"
             """);
        _process = Process.Start("sh", ["-c", "exec \"$0\" -c \"$1\" >\"$2\" 2>&1", containerd, config, Path.Combine(_root, "log")]);
        await Condition.WaitAsync("an answer from containerd", async () => (await CtrAsync("version")).ExitCode == 0);

        using var layer = new MemoryStream();
        await BusyboxImage.WriteAsync(layer);
        string archive = Path.Combine(_root, "busybox.tar");
        await File.WriteAllBytesAsync(archive, await ImageArchive.OciAsync(Image, [layer.ToArray()]));
        (await CtrAsync("images", "import", archive)).Succeeded();
    }

    /// <summary>Runs <c>ctr</c>.</summary>
    public Task<CommandResult> CtrAsync(params IEnumerable<string> arguments)
    {
        Assert.SkipWhen(_process is null, "no containerd on this machine");
        return Command.RunAsync("ctr", ["-a", Address, "-n", Namespace, .. arguments], stdin: (string?)null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        string[] left = Leftovers.Below(_root);
        await Leftovers.RemoveBelowAsync(_root);
        foreach (string parent in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(h => $"{h}/{Namespace}").Where(Directory.Exists))
        {
            Directory.Delete(parent);
        }

        Assert.Empty(left);
    }
}
