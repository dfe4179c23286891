using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed class NetworkController : IDisposable
{
    private readonly NetworkOptions _options;

    private NetworkController(NetworkOptions options) => _options = options;

    public static NetworkController Open(NetworkOptions options) => new(options);

    /// <summary>Makes a namespace on the default bridge for a container that is about to start, with its ports published.</summary>
    public Sandbox Connect(SandboxRequest request) => throw NotYet();

    /// <summary>Takes a container's sandbox away: ports at once, the rest behind the caller's back. Unknown IDs are ignored.</summary>
    public void Release(string containerId) => throw NotYet();

    /// <summary>
    /// Called once after the daemon has started, with the IDs of the containers that are alive: their sandboxes are taken over with
    /// their addresses and ports, everything else that an earlier daemon left is removed. Returns the sandboxes taken over (without sockets:
    /// the monitors hold them), by container ID.
    /// </summary>
    public IReadOnlyDictionary<string, Sandbox> Restore(IReadOnlyCollection<string> liveContainerIds) => throw NotYet();

    /// <summary>Removes what no container uses: with none left, the bridge and the firewall table too. For a daemon's orderly end.</summary>
    public void Shutdown() => throw NotYet();

    private NetworkException NotYet() => new(NetworkErrorKind.NotImplemented, $"no networks yet below {_options.ExecRoot}");

    public void Dispose()
    {
    }
}
