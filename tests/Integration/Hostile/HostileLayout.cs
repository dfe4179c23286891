using System.Text;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>An OCI image layout whose every document and blob is text and bytes of its own.</summary>
internal sealed class HostileLayout
{
    public const string Index = "application/vnd.oci.image.index.v1+json";

    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    public const string Config = "application/vnd.oci.image.config.v1+json";

    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    private readonly RawTar _archive = new RawTar().File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""");

    /// <summary>Stores a blob under its digest, or under another's.</summary>
    /// <returns>Its descriptor.</returns>
    public string Blob(string mediaType, byte[] content, string? hex = null)
    {
        hex ??= Hash.Hex(content);
        _archive.File($"blobs/sha256/{hex}", content);
        return Descriptor(mediaType, hex, content.Length);
    }

    public string Blob(string mediaType, string content, string? hex = null) => Blob(mediaType, Encoding.UTF8.GetBytes(content), hex);

    public static string Descriptor(string mediaType, string hex, long size) =>
        $$"""{"mediaType":"{{mediaType}}","digest":"sha256:{{hex}}","size":{{size}}}""";

    /// <summary>The archive, with this for index.json.</summary>
    public HostileCase Case(string name, string index) => HostileCase.Load(name, _archive.File("index.json", index));

    /// <summary>The archive, with one manifest or index in index.json, called after the case.</summary>
    public HostileCase CaseOf(string name, string descriptor) => Case(
        name, $$$"""{"schemaVersion":2,"manifests":[{{{descriptor[..^1]}}},"annotations":{"io.containerd.image.name":"docker.io/hostile/{{{name}}}:latest"}}]}""");
}
