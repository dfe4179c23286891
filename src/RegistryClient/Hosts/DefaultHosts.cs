using System.Net;
using Berth.Oci;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Every registry at its own name and nowhere else. Docker Hub's API is at another name than its images carry, and registries on the
/// loopback (127.0.0.0/8, ::1, localhost), and those that are said to be insecure, may speak plain HTTP, as in every docker.
/// </summary>
public sealed class DefaultHosts(InsecureRegistries? insecure = null) : IRegistryHosts
{
    /// <summary>Where Docker Hub's API is.</summary>
    public const string DockerHub = "registry-1.docker.io";

    public IReadOnlyList<RegistryHost> For(string registry) =>
    [
        new RegistryHost
        {
            Base = new Uri($"https://{(registry == Reference.DefaultDomain ? DockerHub : registry)}/v2"),
            Registry = registry,
            IsInsecure = IsLoopback(registry) || insecure?.Contains(registry) == true,
        },
    ];

    public void Report(RegistryHost host, bool answered)
    {
        // There is no other host to go to.
    }

    /// <summary>True of <c>localhost</c> and of loopback addresses, with or without a port.</summary>
    public static bool IsLoopback(string registry)
    {
        if (!Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out Uri? uri))
        {
            return false;
        }

        return uri.Host == "localhost" || (IPAddress.TryParse(uri.Host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
