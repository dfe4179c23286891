using Berth.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Berth.Conformance.Docker.PopulatedDaemon))]

namespace Berth.Conformance.Docker;

/// <summary>A berthd with an image, and a container in each state that lists show.</summary>
public sealed class PopulatedDaemon : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon ?? throw new InvalidOperationException("the daemon has not been started");

    public static string? DockerClient { get; } = Installation.OnPath("docker");

    public async ValueTask InitializeAsync()
    {
        if (DockerClient is null)
        {
            return;
        }

        _daemon = await Daemon.StartAsync();
        await TextAsync("run", "-d", "--name", "running", "-p", "127.0.0.1::80", "-e", "A=b", Daemon.Busybox, "sleep", "1000");
        await TextAsync("run", "--name", "ended", Daemon.Busybox, "sh", "-c", "echo out; echo err >&2; exit 0");
        await TextAsync("create", "--name", "created", Daemon.Busybox, "true");
        await TextAsync("network", "create", "--label", "kind=test", "front");
        await TextAsync("run", "-d", "--name", "member", "--network", "front", "--network-alias", "db", Daemon.Busybox, "sleep", "1000");
        await TextAsync("tag", Daemon.Busybox, "second/name:v2");
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    private async Task TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded();
}
