using System.Net;
using Berth.Oci;

namespace Berth.RegistryClient.Hosts;

/// <summary>
/// Every registry at its own name and nowhere else. Docker Hub's API is at another name than its images carry, and registries on the
/// loopback (127.0.0.0/8, ::1, localhost), and those that are said to be insecure, may speak plain HTTP, as in every docker.
/// </summary>
/// <param name="insecure">Null: only those on the loopback.</param>
/// <param name="directories">Roots of directories with certificates (<see cref="RegistryHostsOptions.HostDirectories"/>); null: none.</param>
public sealed class DefaultHosts(InsecureRegistries? insecure = null, IReadOnlyList<string>? directories = null) : IRegistryHosts
{
    /// <summary>Where Docker Hub's API is.</summary>
    public const string DockerHub = "registry-1.docker.io";

    public IReadOnlyList<RegistryHost> For(string registry) => [Own(registry)];

    public RegistryHost Own(string registry)
    {
        string authority = registry == Reference.DefaultDomain ? DockerHub : registry;
        return new RegistryHost
        {
            Base = new Uri($"https://{authority}/v2"),
            Registry = registry,
            IsInsecure = IsInsecure(registry),
            CertificateDirectories = HostDirectories.Of(directories ?? [], authority),
        };
    }

    public IReadOnlyList<RegistryHost> Untried(string registry) => [];

    public void Report(RegistryHost host, string? failure)
    {
        // There is no other host to go to.
    }

    /// <summary>Whether a host may speak plain HTTP, and need not have a certificate that somebody vouches for.</summary>
    internal bool IsInsecure(string authority) => IsLoopback(authority) || insecure?.Contains(authority) == true;

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
