using System.Text;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>One image in a <see cref="ScriptedRegistry"/>, each part of which may be replaced.</summary>
internal sealed class HostileRepository(ScriptedRegistry registry, string name)
{
    public const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    public const string ListType = "application/vnd.docker.distribution.manifest.list.v2+json";

    public const string ConfigType = "application/vnd.docker.container.image.v1+json";

    public const string LayerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    public const string Blob = "application/octet-stream";

    public ScriptedRegistry Registry => registry;

    public string Name => $"hostile/{name}";

    public string Path => $"/v2/{Name}";

    /// <summary>As clients name it.</summary>
    public string Image => $"{registry.Host}/{Name}:1";

    /// <summary>The configuration of an image of one <see cref="HostileImage.Plain"/> layer.</summary>
    public static byte[] Config { get; } = HostileImage.ConfigWith("");

    public static byte[] Layer { get; } = Packed.Gzip([HostileImage.Plain]);

    /// <summary>A whole, good image.</summary>
    public HostileRepository WithImage(byte[]? config = null, byte[]? layer = null)
    {
        config ??= Config;
        layer ??= Layer;
        return WithBlob(config).WithBlob(layer).WithManifest(Manifest(Descriptor(ConfigType, config), Descriptor(LayerType, layer)));
    }

    public HostileRepository WithBlob(byte[] content) => With($"/blobs/sha256:{Hash.Hex(content)}", ScriptedAnswer.Ok(Blob, content));

    /// <summary>Another answer for a blob of this content.</summary>
    public HostileRepository WithBlob(byte[] content, ScriptedAnswer answer) => With($"/blobs/sha256:{Hash.Hex(content)}", answer);

    /// <summary>A document by its digest and as the tag <c>1</c>.</summary>
    public HostileRepository WithManifest(string json, string mediaType = ManifestType) =>
        WithDocument(json, mediaType).With("/manifests/1", Document(json, mediaType));

    public HostileRepository WithDocument(string json, string mediaType) =>
        With($"/manifests/sha256:{Hash.Hex(Encoding.UTF8.GetBytes(json))}", Document(json, mediaType));

    /// <param name="path">Below the repository.</param>
    public HostileRepository With(string path, ScriptedAnswer answer)
    {
        registry.Answer(Path + path, answer);
        return this;
    }

    public static string Manifest(string config, params IEnumerable<string> layers) =>
        $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{config}},"layers":[{{string.Join(',', layers)}}]}""";

    public static string List(params IEnumerable<string> manifests) =>
        $$"""{"schemaVersion":2,"mediaType":"{{ListType}}","manifests":[{{string.Join(',', manifests)}}]}""";

    public static string Descriptor(string mediaType, byte[] content, long? size = null) =>
        HostileLayout.Descriptor(mediaType, Hash.Hex(content), size ?? content.Length);

    public static string Descriptor(string mediaType, string json) => Descriptor(mediaType, Encoding.UTF8.GetBytes(json));

    private static ScriptedAnswer Document(string json, string mediaType)
    {
        ScriptedAnswer answer = ScriptedAnswer.Ok(mediaType, json);
        return answer with { Headers = [.. answer.Headers, $"Docker-Content-Digest: sha256:{Hash.Hex(Encoding.UTF8.GetBytes(json))}"] };
    }
}
