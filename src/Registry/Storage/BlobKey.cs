using Berth.Oci;

namespace Berth.Registry.Storage;

/// <summary>
/// The name of stored bytes: their digest and the upload that brought them. A key is never used a second time, so whoever removes the bytes of a
/// key that no record names cannot hit those that somebody has just brought again.
/// </summary>
internal readonly record struct BlobKey(Digest Digest, UploadId Upload);
