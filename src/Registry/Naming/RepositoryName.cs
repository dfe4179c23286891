using Berth.Oci;

namespace Berth.Registry.Naming;

/// <summary>
/// A repository's name: path components of lower-case letters and digits, with single separators between them, at most
/// <see cref="MaxLength"/> characters (OCI distribution spec, "Pulling manifests").
/// </summary>
internal readonly record struct RepositoryName : IComparable<RepositoryName>
{
    /// <summary>Characters.</summary>
    public const int MaxLength = 255;

    private readonly string? _text;

    private RepositoryName(string text) => _text = text;

    /// <summary>The first component where there are several, which is the user or team it belongs to; else empty.</summary>
    public string Namespace => Text.IndexOf('/') is > 0 and var slash ? Text[..slash] : "";

    private string Text => _text ?? throw new InvalidOperationException("an empty repository name has no text");

    public static bool TryParse(ReadOnlySpan<char> text, out RepositoryName name)
    {
        if (text.Length is 0 or > MaxLength || !ReferenceGrammar.IsPath(text))
        {
            name = default;
            return false;
        }

        name = new RepositoryName(text.ToString());
        return true;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static RepositoryName Parse(string text) =>
        TryParse(text, out RepositoryName name) ? name : throw new FormatException($"invalid repository name \"{text}\"");

    public int CompareTo(RepositoryName other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => Text;
}
