namespace Berth.Registry.Storage;

/// <summary>Something in a storage: a blob, or an upload that is under way or left behind.</summary>
/// <param name="Upload">The upload that brought it.</param>
/// <param name="Blob">Its key, where it is a blob.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Changed">When it was last written to.</param>
internal readonly record struct StoredItem(UploadId Upload, BlobKey? Blob, long Size, DateTimeOffset Changed);
