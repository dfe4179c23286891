using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.Registry.Protocol;

/// <summary>The digest of bytes in memory.</summary>
internal static class ContentDigest
{
    /// <param name="algorithm"><c>sha256</c> or <c>sha512</c>; null: the first.</param>
    public static Digest Of(ReadOnlySpan<byte> content, string? algorithm) => algorithm == "sha512"
        ? Digest.Parse($"sha512:{Convert.ToHexStringLower(SHA512.HashData(content))}")
        : Digest.Of(content);
}
