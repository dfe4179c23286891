using System.Net;

namespace Berth.RegistryClient.Hosts;

/// <summary>The transports of hosts over sockets, TLS and proxies (<see cref="HostHandler"/>).</summary>
/// <param name="proxy">Through which proxy to go; null: what .NET finds in the environment.</param>
/// <param name="time">The clock that certificates are held against; null: the system's.</param>
public sealed class HostTransports(IWebProxy? proxy = null, TimeProvider? time = null) : IHostTransports
{
    public static HostTransports Default { get; } = new();

    public HttpMessageHandler Create(RegistryHost host) => new HostHandler(host, proxy, time ?? TimeProvider.System);
}
