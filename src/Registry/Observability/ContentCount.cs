namespace Berth.Registry.Observability;

/// <summary>How much of what there is in the registry.</summary>
/// <param name="BlobBytes">Of all blobs, each once.</param>
/// <param name="Uploads">Begun and neither finished nor given up.</param>
internal sealed record ContentCount(long Repositories, long Manifests, long Tags, long Blobs, long BlobBytes, long Uploads);
