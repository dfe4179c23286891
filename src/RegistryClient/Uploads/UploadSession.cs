namespace Berth.RegistryClient.Uploads;

/// <summary>An upload that the registry has begun (distribution spec, "Pushing a blob in chunks").</summary>
/// <param name="Location">Where its next request goes; each answer gives a new one.</param>
/// <param name="Offset">Bytes that the registry has.</param>
/// <param name="MinimumChunk">Bytes that a chunk has at least, but for the last (<c>OCI-Chunk-Min-Length</c>); 0: no limit.</param>
internal sealed record UploadSession(Uri Location, long Offset, long MinimumChunk);
