using System.Security.Authentication;

namespace Berth.RegistryClient.Hosts;

/// <summary>A host's certificate is not good for it; the message says why in the words of Go's <c>crypto/x509</c>, which users look for.</summary>
internal sealed class CertificateException(string message) : AuthenticationException(message);
