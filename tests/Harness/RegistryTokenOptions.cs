namespace Berth.Harness;

/// <summary>The token service that a <see cref="RegistryServer"/> sends its clients to.</summary>
/// <param name="Realm">The URL of the service.</param>
/// <param name="Service">The registry's name there.</param>
/// <param name="Issuer">The <c>iss</c> of its tokens.</param>
/// <param name="RootCertificateFile">A PEM file of the certificate that signs its tokens.</param>
public sealed record RegistryTokenOptions(string Realm, string Service, string Issuer, string RootCertificateFile);
