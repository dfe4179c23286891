using System.Collections.Concurrent;
using System.Globalization;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

/// <summary>
/// The registries of the world. One for each daemon: it keeps the connections and the tokens. May be used from any number of tasks.
/// </summary>
public sealed partial class Registries(IRegistryHosts hosts, RegistryClientOptions options) : IDisposable
{
    private const int MostConnections = 256;

    private readonly ConcurrentDictionary<string, HostConnection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _probes = new(StringComparer.Ordinal);
    private readonly TokenService _tokens = new(options);

    internal RegistryClientOptions Options => options;

    internal Retry Retry { get; } = new(options);

    internal IRegistryHosts Hosts => hosts;

    /// <summary>A repository, with all that can be asked of it. Asks nothing yet.</summary>
    /// <param name="credentials">Sent only to the registry's own host and to the token service that it names, never to a mirror.</param>
    public RemoteRepository Open(Reference name, RegistryCredentials? credentials = null) => new(this, name, credentials ?? new RegistryCredentials());

    public void Dispose()
    {
        foreach (HostConnection connection in _connections.Values)
        {
            connection.Dispose();
        }

        _connections.Clear();
    }

    /// <summary>The connection to a host; the same as last time, if the host's settings are.</summary>
    internal HostConnection Connect(RegistryHost host)
    {
        if (_connections.Count >= MostConnections)
        {
            // Not disposed of, as transfers may be on their way there; what is idle closes itself.
            _connections.Clear();
        }

        return _connections.GetOrAdd(Key(host), _ => new HostConnection(host, options, _tokens));
    }

    /// <summary>
    /// Tries the mirrors of a registry of which nothing is known, all at once, so that those that are dead cost no more than one probe. Pulls
    /// that begin at the same time wait for the same one.
    /// </summary>
    internal Task ProbeAsync(string registry, CancellationToken cancellation)
    {
        IReadOnlyList<RegistryHost> untried = hosts.Untried(registry);
        return untried.Count == 0 ? Task.CompletedTask : Task.WhenAll(untried.Select(Probe)).WaitAsync(cancellation);
    }

    private Task Probe(RegistryHost mirror)
    {
        string key = Key(mirror);
        return _probes.GetOrAdd(key, _ => new Lazy<Task>(async () =>
        {
            try
            {
                hosts.Report(mirror, await MirrorProbe.RunAsync(Connect(mirror), options));
            }
            finally
            {
                _probes.TryRemove(key, out Lazy<Task>? _);
            }
        })).Value;
    }

    private static string Key(RegistryHost host) => string.Join(
        '\n',
        [
            host.Base.AbsoluteUri, host.Registry, $"{host.IsMirror} {host.IsInsecure} {host.SkipsVerification}", host.RepositoryTemplate ?? "",
            host.DialTimeout?.TotalSeconds.ToString(CultureInfo.InvariantCulture) ?? "",
            .. host.CertificateDirectories, "", .. host.AuthorityFiles, "", .. host.ClientFiles.Select(f => $"{f.Certificate} {f.Key}"), "",
            .. host.Headers.Select(h => $"{h.Key}: {h.Value}"),
        ]);
}
