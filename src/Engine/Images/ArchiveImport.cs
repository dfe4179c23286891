using Berth.Engine.Errors;
using Berth.Oci;

namespace Berth.Engine.Images;

/// <summary>What a client says about an archive that is to become an image.</summary>
public sealed record ArchiveImport
{
    /// <summary>Name, with or without a tag; empty: none.</summary>
    public string? Repository { get; init; }

    public string? Tag { get; init; }

    /// <summary>Dockerfile instructions, in order.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    public string? Message { get; init; }

    /// <summary>Where it comes from: <c>-</c> or a URL.</summary>
    public string Source { get; init; } = "-";

    /// <summary><c>os[/architecture[/variant]]</c>.</summary>
    public string? PlatformText { get; init; }

    internal Reference? Target()
    {
        if (string.IsNullOrEmpty(Repository))
        {
            return null;
        }

        return Reference.Parse(string.IsNullOrEmpty(Tag) ? Repository : $"{Repository}:{Tag}");
    }

    /// <summary>Told now and then how many bytes of the archive have been read. Default: nobody.</summary>
    public Func<long, ValueTask>? Progress { get; init; }

    internal Platform? ParsePlatform()
    {
        try
        {
            return string.IsNullOrEmpty(PlatformText) ? null : Platform.Parse(PlatformText);
        }
        catch (FormatException e)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }
}
