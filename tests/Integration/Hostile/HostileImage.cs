using System.Text;
using System.Text.Json;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>An archive as <c>docker save</c> writes it, each part of which may be replaced.</summary>
internal sealed record HostileImage
{
    /// <summary>What the configuration says the layers are.</summary>
    public IReadOnlyList<byte[]> Layers { get; init; } = [Plain];

    /// <summary>What the archive has in their place; null: the same.</summary>
    public IReadOnlyList<byte[]>? LayerFiles { get; init; }

    /// <summary>The configuration; null: one that fits the layers.</summary>
    public byte[]? Config { get; init; }

    /// <summary>manifest.json; null: one that fits.</summary>
    public byte[]? Manifest { get; init; }

    /// <summary>A layer with one directory and one file.</summary>
    public static byte[] Plain { get; } = new RawTar().Directory("dir/").File("dir/file").ToArray();

    /// <summary>A configuration whose members are given as text.</summary>
    public static byte[] ConfigWith(string members) => Encoding.UTF8.GetBytes(
        $$$"""{"architecture":"amd64","os":"linux",{{{members}}}{{{(members.Length > 0 ? "," : "")}}}"rootfs":{"type":"layers","diff_ids":["sha256:{{{Hash.Hex(Plain)}}}"]}}""");

    /// <summary>manifest.json with one image, as text that follows its configuration's name.</summary>
    public static byte[] ManifestWith(string members) => Encoding.UTF8.GetBytes($$"""[{"Config":"config.json",{{members}}}]""");

    public IEnumerable<byte[]> ToChunks(string name)
    {
        byte[] config = Config ?? MakeConfig();
        var archive = new RawTar().File("config.json", config);
        IReadOnlyList<byte[]> files = LayerFiles ?? Layers;
        for (int i = 0; i < files.Count; i++)
        {
            archive.File($"{i}.tar", files[i]);
        }

        byte[] manifest = Manifest ?? JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            new { Config = "config.json", RepoTags = new[] { name }, Layers = files.Select((_, i) => $"{i}.tar") },
        });
        return [.. archive.File("manifest.json", manifest).Chunks, RawTar.EndMarker];
    }

    private byte[] MakeConfig() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture = "amd64",
        os = "linux",
        rootfs = new { type = "layers", diff_ids = Layers.Select(layer => $"sha256:{Hash.Hex(layer)}") },
    });
}
