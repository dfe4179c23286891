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

    internal Platform? ParsePlatform()
    {
        if (string.IsNullOrEmpty(PlatformText))
        {
            return null;
        }

        string[] parts = PlatformText.Split('/');
        return parts.Length <= 3 && parts.All(p => p.Length > 0)
            ? new Platform
            {
                Os = parts[0],
                Architecture = parts.Length > 1 ? parts[1] : Platform.Host.Architecture,
                Variant = parts.Length > 2 ? parts[2] : null,
            }
            : throw new InvalidParameterException($"invalid platform: {PlatformText}");
    }
}
