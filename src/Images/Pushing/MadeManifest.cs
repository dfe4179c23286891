using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Pushing;

/// <summary>
/// Writes the manifest of an image that came without one: docker's schema 2, byte for byte as dockerd writes it; with zstd, which schema 2
/// does not know, OCI's.
/// </summary>
internal static class MadeManifest
{
    private static readonly JsonWriterOptions s_form = new()
    {
        Indented = true,
        IndentSize = 3,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The media type of a manifest for layers that are compressed so.</summary>
    public static string MediaType(LayerCompression compression) =>
        compression == LayerCompression.Zstd ? MediaTypes.OciManifest : MediaTypes.DockerManifest;

    /// <summary>What such a manifest calls a layer's archive; null where it cannot have it.</summary>
    public static string? LayerType(LayerArchive archive, LayerCompression compression) => (archive.MediaType, compression) switch
    {
        (MediaTypes.DockerLayerGzip or MediaTypes.OciLayerGzip, LayerCompression.Gzip) => MediaTypes.DockerLayerGzip,
        (MediaTypes.DockerLayerGzip or MediaTypes.OciLayerGzip, LayerCompression.Zstd) => MediaTypes.OciLayerGzip,
        (MediaTypes.OciLayerZstd, LayerCompression.Zstd) => MediaTypes.OciLayerZstd,
        _ => null,
    };

    /// <param name="config">The configuration; its media type does not matter.</param>
    /// <param name="layers">Lowest first.</param>
    /// <param name="compression">Which kind of manifest.</param>
    public static byte[] Write(Descriptor config, IReadOnlyList<Descriptor> layers, LayerCompression compression)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, s_form))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaType(compression));
            json.WritePropertyName("config");
            string configType = compression == LayerCompression.Zstd ? MediaTypes.OciConfig : MediaTypes.DockerConfig;
            Write(json, config with { MediaType = configType });
            json.WriteStartArray("layers");
            foreach (Descriptor layer in layers)
            {
                Write(json, layer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return memory.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteNumber("size", descriptor.Size);
        json.WriteString("digest", descriptor.Digest.ToString());
        json.WriteEndObject();
    }
}
