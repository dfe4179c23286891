using System.Diagnostics.CodeAnalysis;

namespace Berth.Oci;

/// <summary>
/// The name of an image as people write it, made whole: <c>ubuntu:13.10</c> is <c>docker.io/library/ubuntu:13.10</c>.
/// <code>
/// reference  = name [ ":" tag ] [ "@" digest ]
/// name       = [ domain "/" ] path
/// domain     = host [ ":" port ]          has a dot or a port, or is "localhost", or has an upper-case letter
/// path       = component *( "/" component )
/// component  = alphanumerics joined by ".", "_", "__" or any number of "-"; lower case
/// tag        = [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
/// </code>
/// Grammar and normalisation are those of the distribution project's <c>reference</c> package, errors in its words.
/// </summary>
public sealed record Reference
{
    /// <summary>The registry meant when none is named.</summary>
    public const string DefaultDomain = "docker.io";

    /// <summary>The tag meant when neither a tag nor a digest is given.</summary>
    public const string DefaultTag = "latest";

    private const string OfficialPrefix = "library/";
    private const string LegacyDefaultDomain = "index.docker.io";
    private const int MaxNameLength = 255;

    private Reference(string domain, string path, string? tag, Digest? digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Registry host with its port, if any: <c>docker.io</c>, <c>127.0.0.1:5000</c>.</summary>
    public string Domain { get; }

    /// <summary>Repository below the registry: <c>library/ubuntu</c>.</summary>
    public string Path { get; }

    public string? Tag { get; private init; }

    public Digest? Digest { get; private init; }

    /// <summary>The repository in full: <c>docker.io/library/ubuntu</c>.</summary>
    public string Name => $"{Domain}/{Path}";

    /// <summary>The repository as tables print it: <c>ubuntu</c>, <c>wangxiong/lnmp</c>, <c>127.0.0.1:5000/x</c>.</summary>
    public string FamiliarName => Domain != DefaultDomain
        ? Name
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !Path.AsSpan(OfficialPrefix.Length).Contains('/')
            ? Path[OfficialPrefix.Length..]
            : Path;

    /// <summary>The whole reference as people write it: <c>ubuntu:13.10</c>, <c>ubuntu@sha256:…</c>.</summary>
    public string Familiar => FamiliarName + Suffix;

    private string Suffix => (Tag is null ? "" : $":{Tag}") + (Digest is { } digest ? $"@{digest}" : "");

    /// <exception cref="ReferenceException">The text is not a reference.</exception>
    public static Reference Parse(string text)
    {
        if (IsBareImageId(text))
        {
            throw new ReferenceException($"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings");
        }

        var (domain, remainder) = SplitDomain(text);
        var (path, tag, digest) = SplitSuffixes(remainder);
        if (path.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            throw new ReferenceException($"invalid reference format: repository name ({path}) must be lowercase");
        }

        if (!ReferenceGrammar.IsDomain(domain) || !ReferenceGrammar.IsPath(path) || (tag is not null && !ReferenceGrammar.IsTag(tag)))
        {
            throw ReferenceException.Format();
        }

        if (domain.Length + 1 + path.Length > MaxNameLength)
        {
            throw new ReferenceException($"repository name must not be more than {MaxNameLength} characters");
        }

        return new Reference(domain, path, tag, digest);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Reference? reference)
    {
        try
        {
            reference = Parse(text);
            return true;
        }
        catch (ReferenceException)
        {
            reference = null;
            return false;
        }
    }

    /// <summary>True of 64 hexadecimal digits, which always mean an image's ID and never a repository.</summary>
    public static bool IsBareImageId(string text) =>
        text.Length == 64 && Oci.Digest.IsHex(text);

    /// <summary>This reference, with <c>:latest</c> when it has neither a tag nor a digest.</summary>
    public Reference WithDefaultTag() => Tag is null && Digest is null ? this with { Tag = DefaultTag } : this;

    /// <summary>The same repository with only this tag.</summary>
    /// <exception cref="ReferenceException">The tag breaks the grammar.</exception>
    public Reference WithTag(string tag) =>
        ReferenceGrammar.IsTag(tag) ? this with { Tag = tag, Digest = null } : throw new ReferenceException("invalid tag format");

    /// <summary>The same repository with only this digest.</summary>
    public Reference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    public override string ToString() => Name + Suffix;

    // The first part is a registry only if it cannot be a repository of the default one.
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        int slash = text.IndexOf('/');
        string first = slash < 0 ? "" : text[..slash];
        bool isDomain = first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.AsSpan().ContainsAnyInRange('A', 'Z');
        var (domain, remainder) = isDomain ? (first, text[(slash + 1)..]) : (DefaultDomain, text);
        if (domain == LegacyDefaultDomain)
        {
            domain = DefaultDomain;
        }

        return domain == DefaultDomain && !remainder.Contains('/') ? (domain, OfficialPrefix + remainder) : (domain, remainder);
    }

    private static (string Path, string? Tag, Digest? Digest) SplitSuffixes(string remainder)
    {
        Digest? digest = null;
        int at = remainder.IndexOf('@');
        if (at >= 0)
        {
            digest = Oci.Digest.TryParse(remainder[(at + 1)..], out Digest parsed) ? parsed : throw ReferenceException.Format();
            remainder = remainder[..at];
        }

        int colon = remainder.IndexOf(':');
        return colon < 0 ? (remainder, null, digest) : (remainder[..colon], remainder[(colon + 1)..], digest);
    }
}
