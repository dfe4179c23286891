using Berth.Archive;

namespace Berth.Images.Layers;

/// <summary>
/// How a layer archive says that something below is gone (OCI image spec, layer.md, "Whiteouts"): an empty file <c>.wh.NAME</c>
/// hides NAME, <c>.wh..wh..opq</c> hides all that its directory had. Overlayfs says the same with a character device 0/0 in the
/// name's place and an extended attribute (kernel, filesystems/overlayfs.rst).
/// </summary>
/// <param name="Kind">What the name means.</param>
/// <param name="Name">Of <see cref="WhiteoutKind.Hide"/>: what is hidden.</param>
internal readonly record struct Whiteout(WhiteoutKind Kind, string Name)
{
    public const string OpaqueXattr = "trusted.overlay.opaque";

    public const string Prefix = ".wh.";

    public const string OpaqueName = ".wh..wh..opq";

    private const string MetaPrefix = ".wh..wh.";

    /// <exception cref="ArchiveException">It hides what is not a name.</exception>
    public static Whiteout Of(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new Whiteout(WhiteoutKind.None, "");
        }

        if (name == OpaqueName)
        {
            return new Whiteout(WhiteoutKind.Opaque, "");
        }

        if (name.StartsWith(MetaPrefix, StringComparison.Ordinal))
        {
            return new Whiteout(WhiteoutKind.Ignored, "");
        }

        string hidden = name[Prefix.Length..];
        return hidden is "" or "." or ".."
            ? throw new ArchiveException($"invalid whiteout \"{name}\"")
            : new Whiteout(WhiteoutKind.Hide, hidden);
    }
}

internal enum WhiteoutKind
{
    /// <summary>An ordinary name.</summary>
    None,

    /// <summary>A name of the layers below is gone.</summary>
    Hide,

    /// <summary>Everything that the layers below have in this directory is gone.</summary>
    Opaque,

    /// <summary>Bookkeeping of AUFS; not content.</summary>
    Ignored,
}
