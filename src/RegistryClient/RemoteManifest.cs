using Berth.Oci;

namespace Berth.RegistryClient;

/// <summary>A manifest or index as a registry sent it, byte for byte; the digest is that of the bytes, computed here; for a signed schema 1 of what was signed.</summary>
public sealed record RemoteManifest(Digest Digest, string MediaType, byte[] Bytes);
