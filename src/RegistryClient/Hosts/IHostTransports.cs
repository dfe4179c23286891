namespace Berth.RegistryClient.Hosts;

/// <summary>Makes the bottom of a host's HTTP stack: sockets, TLS, proxies.</summary>
public interface IHostTransports
{
    /// <summary>
    /// A handler that sends requests as they are: it follows no redirects, keeps no cookies, decompresses nothing and adds no
    /// credentials. The caller keeps it for every request to the host, and to where the host sends it, and disposes it.
    /// It need not fall back to plain HTTP; <c>HostConnection</c> does.
    /// </summary>
    HttpMessageHandler Create(RegistryHost host);
}
