using Berth.Oci;

namespace Berth.Images;

/// <summary>How a root file system archive becomes an image.</summary>
public sealed record ImportOptions
{
    /// <summary>The name for it; default: none. <c>latest</c> is meant where it has no tag.</summary>
    public Reference? Target { get; init; }

    /// <summary>Dockerfile instructions applied to the configuration, in order.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The comment in its history. Default: <c>Imported from SOURCE</c>.</summary>
    public string? Message { get; init; }

    /// <summary>Where it came from, for the default message. Default: <c>-</c>, a stream.</summary>
    public string Source { get; init; } = "-";

    /// <summary>Default: this machine's.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Told now and then how many bytes of the archive have been read. Default: nobody.</summary>
    public Func<long, ValueTask>? Progress { get; init; }
}
