using Berth.Conformance.Runtimes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>dockerd, with its own containerd and shim: <c>berth-runtime</c> is its default runtime, runc is there to compare with.</summary>
public sealed class DockerdWithTwoRuntimes : IAsyncLifetime
{
    public const string Ours = "tested";
    public const string Peer = "runc";

    private Daemon? _daemon;

    public Daemon Daemon
    {
        get
        {
            Assert.SkipWhen(_daemon is null, "no dockerd or docker on this machine");
            return _daemon;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Installation.OnPath("dockerd") is null || Installation.OnPath("docker") is null)
        {
            return;
        }

        _daemon = await Daemon.StartAsync(new DaemonOptions
        {
            Reference = true,
            Arguments = ["--add-runtime", $"{Ours}={Installation.Binary("berth-runtime")}", "--default-runtime", Ours],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    /// <summary>Plays the same commands with both runtimes at once, and compares what was answered.</summary>
    /// <param name="play">Given the runtime's name, which is also the name for its container.</param>
    public async Task<IReadOnlyList<string>> CompareAsync(Func<Transcript, string, Task> play)
    {
        async Task<IReadOnlyList<string>> OneAsync(string runtime)
        {
            var transcript = new Transcript(arguments => Daemon.RunAsync(arguments), runtime);
            await play(transcript, runtime);
            return transcript.Entries;
        }

        IReadOnlyList<string>[] both = await Task.WhenAll(OneAsync(Ours), OneAsync(Peer));
        Assert.Equal(both[1], both[0]);
        return both[0];
    }
}
