using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Berth.RegistryClient.Hosts;

/// <summary>The certificates that the administrator named for a host.</summary>
/// <param name="Authorities">Those who vouch for it, beside the system's.</param>
/// <param name="Clients">Those to show to it, each with its chain.</param>
internal sealed record HostCertificates(X509Certificate2Collection Authorities, IReadOnlyList<SslStreamCertificateContext> Clients);
