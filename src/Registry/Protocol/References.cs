using Berth.Oci;
using Berth.Registry.Errors;

namespace Berth.Registry.Protocol;

/// <summary>Digests and tags as clients write them.</summary>
internal static class References
{
    /// <exception cref="RegistryException"><see cref="ErrorCode.DigestInvalid"/>: it is none, or of an algorithm that is not known.</exception>
    public static Digest ParseDigest(string text) => Digest.TryParse(text, out Digest digest)
        ? digest
        : throw new RegistryException(ErrorCode.DigestInvalid, "invalid digest: sha256 and sha512 are known", text);

    /// <exception cref="RegistryException"><see cref="ErrorCode.TagInvalid"/>: it is none.</exception>
    public static string CheckTag(string text) => ReferenceGrammar.IsTag(text)
        ? text
        : throw new RegistryException(ErrorCode.TagInvalid, "invalid tag", text);

    /// <summary>No tag has a colon, and every digest has.</summary>
    public static bool IsDigest(string reference) => reference.Contains(':', StringComparison.Ordinal);
}
