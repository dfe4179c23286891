namespace Berth.Images;

/// <summary>News of a verification.</summary>
/// <param name="Digest">Of what is being verified: a configuration, a manifest, a kept archive, or the diff ID of a layer.</param>
/// <param name="What">In words: <c>layer</c>, <c>configuration</c>, <c>manifest</c>, <c>archive of layer sha256:…</c>.</param>
/// <param name="Current">Bytes read so far.</param>
/// <param name="Total">Bytes in all; 0 where that is not known.</param>
/// <param name="Problems">Null while it goes on; at its end what is wrong, a line each, or none.</param>
/// <param name="Remedy">What happens to it, or what one can do; empty where nothing is wrong.</param>
public sealed record VerifyProgress(
    Oci.Digest Digest, string What, long Current, long Total, IReadOnlyList<string>? Problems = null, string Remedy = "");
