using Berth.Harness;

namespace Berth.Integration.Cli;

/// <summary>A network that a test has made; disposing it removes it.</summary>
public sealed class TestNetwork(Daemon daemon, string name) : IAsyncDisposable
{
    public string Name => name;

    public async ValueTask DisposeAsync() => await daemon.RunAsync("network", "rm", name);
}
