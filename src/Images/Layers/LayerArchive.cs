using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>A form in which a layer travels: the archive whose plain bytes have the diff ID, compressed or not.</summary>
/// <param name="Digest">Of the bytes as they travel.</param>
/// <param name="DiffId">Of the plain bytes.</param>
/// <param name="MediaType">As the manifest it came with, or was made for, says.</param>
/// <param name="Size">Bytes as they travel.</param>
/// <param name="IsKept">Whether its bytes are a blob of the store.</param>
internal sealed record LayerArchive(Digest Digest, Digest DiffId, string MediaType, long Size, bool IsKept);
