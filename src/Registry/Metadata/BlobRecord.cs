using Berth.Registry.Storage;

namespace Berth.Registry.Metadata;

/// <summary>A blob that a repository has.</summary>
/// <param name="Size">Bytes.</param>
internal readonly record struct BlobRecord(BlobKey Key, long Size);
