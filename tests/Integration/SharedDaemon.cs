using Berth.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Berth.Integration.SharedDaemon))]

namespace Berth.Integration;

/// <summary>
/// One daemon with the busybox image for every test that only needs "a daemon"; a test that kills or configures one starts its own.
/// A test class takes it as a constructor parameter.
/// </summary>
public sealed class SharedDaemon : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon ?? throw new InvalidOperationException("the daemon has not been started");

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }
}
