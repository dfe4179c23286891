using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Web;

/// <summary>What a page's path names: a repository, a tag of it or a manifest, written as in a command.</summary>
internal sealed record WebReference(RepositoryName Repository, string? Tag, Digest? Digest)
{
    /// <summary>Reads <c>alice/app</c>, <c>alice/app:1.0</c>, <c>alice/app@sha256:…</c>; null: none of them.</summary>
    public static WebReference? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        int at = text.IndexOf('@');
        int colon = at < 0 ? text.IndexOf(':') : -1;
        int end = Math.Max(at, colon);
        if (!RepositoryName.TryParse(end < 0 ? text : text.AsSpan(0, end), out RepositoryName name))
        {
            return null;
        }

        if (at >= 0)
        {
            return Oci.Digest.TryParse(text[(at + 1)..], out Digest digest) ? new WebReference(name, null, digest) : null;
        }

        string? tag = colon < 0 ? null : text[(colon + 1)..];
        return tag is null || ReferenceGrammar.IsTag(tag) ? new WebReference(name, tag, null) : null;
    }
}
