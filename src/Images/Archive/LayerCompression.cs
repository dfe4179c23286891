using Berth.Oci;

namespace Berth.Images.Archive;

/// <summary>How layers that are made here are compressed for a registry.</summary>
public enum LayerCompression
{
    /// <summary>What every client and registry reads. The default.</summary>
    Gzip,

    /// <summary>Smaller and quicker, for registries and clients of the OCI image spec 1.1; its images have an OCI manifest.</summary>
    Zstd,
}

/// <summary>What a compression means for a manifest.</summary>
public static class LayerCompressions
{
    /// <summary>Reads the word of an option, <c>gzip</c> or <c>zstd</c>.</summary>
    /// <exception cref="ImageException">InvalidParameter: another word.</exception>
    public static LayerCompression Parse(string text) => text switch
    {
        "gzip" => LayerCompression.Gzip,
        "zstd" => LayerCompression.Zstd,
        _ => throw ImageException.Invalid($"invalid compression \"{text}\": must be gzip or zstd"),
    };

    /// <summary>The media type of a layer: docker's for gzip, as docker pushes it; for zstd, which docker's types do not know, OCI's.</summary>
    public static string MediaType(this LayerCompression compression) =>
        compression == LayerCompression.Zstd ? MediaTypes.OciLayerZstd : MediaTypes.DockerLayerGzip;
}
