using Berth.Archive;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Where an image store lives and what it refuses. Each limit is for input that nobody vouches for.</summary>
public sealed record ImageStoreOptions
{
    /// <summary>The daemon's data root; made with mode 0711 if it is not there.</summary>
    public required string DataRoot { get; init; }

    /// <summary>Which image of several to take. Default: this machine's platform.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told, a line each, what the check at the start found missing or freed. Default: nobody.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>Layers an image may have; overlayfs takes 500, older mount interfaces 128. Default 127.</summary>
    public int MaxLayers { get; init; } = 127;

    /// <summary>Keep layers of a loaded archive as they came, where they came compressed, so that a push sends the same. Default true.</summary>
    public bool KeepLayerArchives { get; init; } = true;

    /// <summary>What an archive may ask for.</summary>
    public ArchiveLimits Limits { get; init; } = ArchiveLimits.Default;

    /// <summary>Bytes a configuration or manifest may have. Default 8 MiB.</summary>
    public int MaxDocumentBytes { get; init; } = 8 << 20;
}
