using System.Security.Cryptography;
using System.Text;

namespace Berth.Integration.Registry;

/// <summary>A manifest as it was pushed and the digests of its blobs.</summary>
internal sealed record PushedImage(string Digest, byte[] Manifest, IReadOnlyList<string> Blobs)
{
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An image of some blobs, the first of which is its configuration.</summary>
    /// <param name="name">What tells it from others of the same blobs.</param>
    public static PushedImage Of(string name, IReadOnlyList<byte[]> blobs)
    {
        string[] descriptors = [.. blobs.Select(static blob => $$"""{"mediaType":"application/octet-stream","size":{{blob.Length}},"digest":"{{DigestOf(blob)}}"}""")];
        byte[] manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"annotations":{"name":"{{name}}"},"schemaVersion":2,"mediaType":"{{MediaType}}","config":{{descriptors[0]}},"layers":[{{string.Join(',', descriptors.Skip(1))}}]}
            """);
        return new PushedImage(DigestOf(manifest), manifest, [.. blobs.Select(static blob => DigestOf(blob))]);
    }

    public static string DigestOf(ReadOnlySpan<byte> bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
