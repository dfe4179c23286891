using Berth.Oci;

namespace Berth.Images;

/// <summary>How an archive of images is taken in.</summary>
public sealed record LoadOptions
{
    /// <summary>Only images for this platform, exactly. Default: every image; of one that is there for several platforms, this machine's.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Told what happens, one message at a time. Default: nobody.</summary>
    public Func<LoadProgress, ValueTask>? Report { get; init; }

    /// <summary>Called with each image that is here now, whatever becomes of those after it. Default: nobody.</summary>
    public Action<ImageRecord>? Loaded { get; init; }
}
