using Berth.Oci;

namespace Berth.Images.Transfers;

/// <summary>What a push left in the registry (Engine API <c>PushResult</c>).</summary>
/// <param name="Tag">The tag it has there.</param>
/// <param name="Digest">Of the manifest.</param>
/// <param name="Size">Bytes of the manifest.</param>
public sealed record PushedManifest(string Tag, Digest Digest, long Size);
