namespace Berth.RegistryClient;

/// <summary>A client certificate, with what it was issued by after it, and its key, in PEM.</summary>
/// <param name="Certificate">The path of the one.</param>
/// <param name="Key">The path of the other; the same where one file has both.</param>
public sealed record CertificateFile(string Certificate, string Key);
