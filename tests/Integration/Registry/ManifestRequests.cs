using System.Text;

namespace Berth.Integration.Registry;

/// <summary>Manifests that name what is not there, are too large, or are no manifests.</summary>
internal static class ManifestRequests
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string Path = $"/v2/{HostileSite.Repository}/manifests/evil";

    private static readonly string s_absent = HostileSite.Descriptor(HostileSite.Nothing, "1");
    private static readonly byte[] s_megabyte = [.. Enumerable.Repeat((byte)' ', 1 << 20)];

    public static IEnumerable<HostileRequest> All() => [.. Absent(), .. Large(), .. Documents(), .. Descriptors(), .. Types()];

    private static IEnumerable<HostileRequest> Absent() =>
    [
        Put("absent-layer", site => HostileSite.ManifestOf(Config(site), s_absent), "MANIFEST_BLOB_UNKNOWN", [400, 404]),
        Put("absent-config", site => HostileSite.ManifestOf(s_absent, HostileSite.Descriptor(site.Blob)), "MANIFEST_BLOB_UNKNOWN", [400, 404]),
        Put("absent-child", _ => HostileSite.IndexOf(HostileSite.Descriptor(HostileSite.Nothing, "1", HostileSite.ManifestType)), "MANIFEST_BLOB_UNKNOWN", [400, 404], HostileSite.IndexType),
        Put("absent-10000-layers", site => HostileSite.ManifestOf(Config(site), Enumerable.Repeat(s_absent, 10_000)), null, [400, 404]) with { Megabytes = 96 },
        new("manifest-blobs-of-another-repository", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), repository: "other/image"), [400, 404], "MANIFEST_BLOB_UNKNOWN"),
        new("manifest-child-of-another-repository", site => site.PutManifest(
            HostileSite.IndexOf(HostileSite.Descriptor(site.Manifest, HostileSite.ManifestType)), mediaType: HostileSite.IndexType, repository: "other/image"), [400, 404], "MANIFEST_BLOB_UNKNOWN"),
        new("manifest-of-another-digest", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), HostileSite.Nothing), [400], "DIGEST_INVALID"),
        new("manifest-of-a-malformed-digest", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), "sha256:xyz"), [400, 404], null),
        new("manifest-of-an-unknown-algorithm", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), $"md5:{new string('0', 32)}"), [400, 404], null),
    ];

    private static IEnumerable<HostileRequest> Large() =>
    [
        new("manifest-of-5-mb", site => site.Send($"PUT {Path}", new byte[5 << 20], $"Content-Type: {HostileSite.ManifestType}"), [400, 413], null),
        new("manifest-that-says-1-tb", site => site.SendBytes(Encoding.ASCII.GetBytes(
            $"PUT {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: {HostileSite.ManifestType}\r\nContent-Length: 1000000000000\r\n\r\n{{")), [400, 413], null),
        new("manifest-of-64-mb-in-chunks", site => site.SendChunked(
            $"PUT {Path}", Enumerable.Repeat(s_megabyte, 64), $"Content-Type: {HostileSite.ManifestType}"), [400, 413], null),
        new("manifest-in-chunks-of-one-byte", site => site.SendChunked(
            $"PUT {Path}", Enumerable.Repeat("["u8.ToArray(), 20_000), $"Content-Type: {HostileSite.ManifestType}"), [400], null),
    ];

    private static IEnumerable<HostileRequest> Documents() =>
    [
        Put("empty", _ => ""), Put("noise", _ => "\x01\x02"), Put("html", _ => "<html>"), Put("null", _ => "null"), Put("array", _ => "[]"), Put("number", _ => "1"),
        Put("empty-object", _ => "{}"), Put("unended", site => HostileSite.ManifestOf(Config(site))[..^1]), Put("twice", site => HostileSite.ManifestOf(Config(site)) + "{}"),
        Put("deep", _ => new string('[', 100_000)), Put("deep-objects", _ => string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
        Put("deep-in-annotations", site => HostileSite.ManifestOf(Config(site))[..^1] + ",\"annotations\":" + new string('[', 5000) + new string(']', 5000) + "}"),
        Put("1000000-members", _ => "{" + string.Join(',', Enumerable.Range(0, 300_000).Select(i => $"\"{i}\":1")) + "}") with { Megabytes = 160 },
        Put("duplicate-config", site => HostileSite.ManifestOf(Config(site))[..^1] + $",\"config\":{s_absent}}}"),
        Put("schema-version-1", _ => """{"schemaVersion":1,"name":"x","tag":"y","fsLayers":[],"history":[],"signatures":[]}"""),
        Put("schema-version-1-type", _ => """{"schemaVersion":1,"fsLayers":[],"history":[]}""", "MANIFEST_INVALID", [400], "application/vnd.docker.distribution.manifest.v1+prettyjws"),
        Put("schema-version-huge", site => HostileSite.ManifestOf(Config(site)).Replace("\"schemaVersion\":2", "\"schemaVersion\":2e400", StringComparison.Ordinal)),
        Put("manifest-and-index", site => HostileSite.ManifestOf(Config(site), HostileSite.Descriptor(site.Blob))[..^1] + ",\"manifests\":[]}"),
    ];

    private static IEnumerable<HostileRequest> Descriptors()
    {
        (string Name, string Digest, string Size)[] descriptors =
        [
            ("negative-size", HostileSite.Nothing, "-1"), ("huge-size", HostileSite.Nothing, "1e400"), ("overflow-size", HostileSite.Nothing, "99999999999999999999"),
            ("text-size", HostileSite.Nothing, "\"1\""), ("null-size", HostileSite.Nothing, "null"), ("fraction-size", HostileSite.Nothing, "1.5"),
            ("path-digest", "sha256:../../../../registry.db", "1"), ("short-digest", "sha256:00", "1"), ("unknown-algorithm", "md5:00000000000000000000000000000000", "1"),
            ("empty-digest", "", "1"), ("nul-digest", "sha256:\\u0000", "1"),
        ];
        foreach (var (name, digest, size) in descriptors)
        {
            yield return Put($"layer-{name}", site => HostileSite.ManifestOf(Config(site), HostileSite.Descriptor(digest, size)));
            yield return Put($"subject-{name}", site => HostileSite.ManifestOf(Config(site))[..^1] + $",\"subject\":{HostileSite.Descriptor(digest, size, HostileSite.ManifestType)}}}");
            yield return Put($"child-{name}", _ => HostileSite.IndexOf(HostileSite.Descriptor(digest, size, HostileSite.ManifestType)), "MANIFEST_INVALID", [400], HostileSite.IndexType);
        }

        yield return Put("layer-null", site => HostileSite.ManifestOf(Config(site), "null"));
        yield return Put("layer-array", site => HostileSite.ManifestOf(Config(site), "[]"));
        yield return Put("layers-object", site => HostileSite.ManifestOf(Config(site)).Replace("[]", "{}", StringComparison.Ordinal));
        yield return Put("config-null", site => HostileSite.ManifestOf("null", HostileSite.Descriptor(site.Blob)));
        yield return Put("config-missing", site => $"{{\"schemaVersion\":2,\"mediaType\":\"{HostileSite.ManifestType}\",\"layers\":[{HostileSite.Descriptor(site.Blob)}]}}");
        yield return Put("layer-of-another-size", site => HostileSite.ManifestOf(Config(site), HostileSite.Descriptor(HostileSite.Digest(site.Blob), "5")));
        yield return Put("annotations-of-numbers", site => HostileSite.ManifestOf(Config(site))[..^1] + ",\"annotations\":{\"a\":1}}");
        yield return Put("artifact-type-of-a-number", site => HostileSite.ManifestOf(Config(site))[..^1] + ",\"artifactType\":1}");
    }

    private static IEnumerable<HostileRequest> Types() =>
    [
        Put("type-html", site => HostileSite.ManifestOf(Config(site)), null, [400, 415], "text/html"),
        Put("type-differs", site => HostileSite.ManifestOf(Config(site)), null, [400], "application/vnd.docker.distribution.manifest.v2+json"),
        Put("type-of-10-kb", site => HostileSite.ManifestOf(Config(site)), null, [400, 415, 431], $"application/{new string('a', 10_000)}"),
        Put("type-script-inside", site => HostileSite.ManifestOf(Config(site)).Replace(HostileSite.ManifestType, "text/html", StringComparison.Ordinal), null, [400, 415]),
    ];

    private static string Config(HostileSite site) => HostileSite.Descriptor(site.Config, ConfigType);

    private static HostileRequest Put(
        string name, Func<HostileSite, string> content, string? code = "MANIFEST_INVALID", int[]? statuses = null, string mediaType = HostileSite.ManifestType) =>
        new($"manifest-{name}", site => site.PutManifest(content(site), mediaType: mediaType), statuses ?? [400], code);
}
