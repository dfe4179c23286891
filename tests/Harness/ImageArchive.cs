using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Berth.Harness;

/// <summary>Archives for <c>load</c>, made from layers: as <c>docker save</c> writes them, and as an OCI image layout.</summary>
public static class ImageArchive
{
    private static readonly string[] Command = ["/bin/sh"];
    private static readonly string[] Environment = ["PATH=/bin"];

    /// <summary>docker's format: manifest.json, a configuration, a tar a layer.</summary>
    public static Task<byte[]> DockerAsync(string name, IReadOnlyList<byte[]> layers) => DockerAsync([name], layers);

    /// <summary>The same, one image with several names.</summary>
    public static async Task<byte[]> DockerAsync(IReadOnlyList<string> names, IReadOnlyList<byte[]> layers)
    {
        byte[] config = Config(layers);
        string configName = $"{Hex(config)}.json";
        string[] layerNames = [.. layers.Select((_, index) => $"layer{index}/layer.tar")];
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new object[]
        {
            new { Config = configName, RepoTags = names, Layers = layerNames },
        });
        return await TarAsync([
            (configName, config), .. layers.Select((layer, index) => (layerNames[index], layer)), ("manifest.json", manifest)]);
    }

    /// <summary>An OCI image layout with gzip layers.</summary>
    public static async Task<byte[]> OciAsync(string name, IReadOnlyList<byte[]> layers)
    {
        byte[] config = Config(layers);
        byte[][] compressed = [.. layers.Select(Compress)];
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = "application/vnd.oci.image.manifest.v1+json",
            config = Descriptor("application/vnd.oci.image.config.v1+json", config),
            layers = compressed.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer)),
        });
        byte[] index = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            manifests = new[]
            {
                new
                {
                    mediaType = "application/vnd.oci.image.manifest.v1+json",
                    digest = $"sha256:{Hex(manifest)}",
                    size = manifest.Length,
                    annotations = new Dictionary<string, string>
                    {
                        ["io.containerd.image.name"] = name,
                        ["org.opencontainers.image.ref.name"] = name[(name.LastIndexOf(':') + 1)..],
                    },
                },
            },
        });
        return await TarAsync([
            ("oci-layout", Encoding.UTF8.GetBytes("{\"imageLayoutVersion\":\"1.0.0\"}")), ("index.json", index),
            .. new[] { manifest, config }.Concat(compressed).Select(blob => ($"blobs/sha256/{Hex(blob)}", blob))]);
    }

    public static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    private static byte[] Config(IReadOnlyList<byte[]> layers) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture = "amd64",
        os = "linux",
        created = "2024-01-02T03:04:05Z",
        config = new { Cmd = Command, Env = Environment },
        rootfs = new { type = "layers", diff_ids = layers.Select(layer => $"sha256:{Hex(layer)}") },
        history = layers.Select((_, index) => new { created = "2024-01-02T03:04:05Z", created_by = $"layer {index}" }),
    });

    private static object Descriptor(string mediaType, byte[] content) =>
        new { mediaType, digest = $"sha256:{Hex(content)}", size = content.Length };

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<byte[]> TarAsync(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return archive.ToArray();
    }
}
