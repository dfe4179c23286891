using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary>A row of a listing of images: an image under one of its names.</summary>
internal sealed record ImageRow(ImageSummary Image, string Repository, string Tag, string Digest)
{
    /// <summary>What stands where there is no name.</summary>
    public const string None = "<none>";

    /// <summary><c>name:tag</c> in its parts.</summary>
    public static (string Name, string Tag) SplitTag(string text)
    {
        var colon = text.LastIndexOf(':');
        return (text[..colon], text[(colon + 1)..]);
    }

    /// <summary><c>name@digest</c> in its parts.</summary>
    public static (string Name, string Digest) SplitDigest(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return (text[..at], text[(at + 1)..]);
    }
}
