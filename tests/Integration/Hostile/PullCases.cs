using System.Text;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>What registries answer that they should not.</summary>
internal static class PullCases
{
    private static readonly string s_zeros = new('0', 64);
    private static readonly byte[] s_other = Packed.Gzip([new RawTar().File("other").ToArray()]);
    private static readonly byte[] s_megabyte = new byte[1 << 20];

    private static string ConfigDescriptor => HostileRepository.Descriptor(HostileRepository.ConfigType, HostileRepository.Config);

    private static string LayerDescriptor => HostileRepository.Descriptor(HostileRepository.LayerType, HostileRepository.Layer);

    public static IEnumerable<HostilePull> All() => [.. Digests(), .. Bodies(), .. Documents(), .. Layers(), .. Redirects(), .. Others()];

    private static IEnumerable<HostilePull> Digests() =>
    [
        new("ordinary", r => r.WithImage(), null),
        new("wrong-manifest", r => r.WithImage().With($"/manifests/sha256:{s_zeros}", ScriptedAnswer.Ok(HostileRepository.ManifestType, "{}")), "manifest verification failed for digest")
            { Image = r => $"{r.Registry.Host}/{r.Name}@sha256:{s_zeros}" },
        new("wrong-digest-header", r => r.WithImage().With("/manifests/1", ScriptedAnswer.Ok(HostileRepository.ManifestType,
            HostileRepository.Manifest(ConfigDescriptor, LayerDescriptor)) with { Headers = [$"Content-Type: {HostileRepository.ManifestType}",
            $"Docker-Content-Digest: sha256:{s_zeros}"] }), null),
        new("wrong-config", r => r.WithImage().WithBlob(HostileRepository.Config, ScriptedAnswer.Ok(HostileRepository.Blob, Same(HostileRepository.Config))), "image config verification failed for digest"),
        new("wrong-layer", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Ok(HostileRepository.Blob, Same(HostileRepository.Layer))), "filesystem layer verification failed for digest"),
        new("other-layer", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Ok(HostileRepository.Blob, s_other)), "the registry sends 113 bytes of"),
        new("wrong-diff-id", r => r.WithImage(layer: s_other), "layers from manifest don't match image configuration"),
        new("wrong-manifest-of-a-list", r => r.WithManifest(HostileRepository.List(HostileLayout.Descriptor(HostileRepository.ManifestType, s_zeros, 2)),
            HostileRepository.ListType).With($"/manifests/sha256:{s_zeros}", ScriptedAnswer.Ok(HostileRepository.ManifestType, "{}")), "manifest verification failed for digest"),
        new("list-of-itself", r => r.WithManifest(HostileRepository.List(HostileLayout.Descriptor(HostileRepository.ListType, s_zeros, 2)), HostileRepository.ListType)
            .With($"/manifests/sha256:{s_zeros}", ScriptedAnswer.Ok(HostileRepository.ListType, HostileRepository.List(
                HostileLayout.Descriptor(HostileRepository.ListType, s_zeros, 2)))), "manifest verification failed for digest"),
    ];

    private static IEnumerable<HostilePull> Bodies() =>
    [
        new("manifest-of-100-mb", r => r.With("/manifests/1", ScriptedAnswer.Endless(HostileRepository.ManifestType, Enumerable.Repeat(s_megabyte, 100))), "the manifest is longer than the 4194304 bytes that are accepted"),
        new("manifest-endless", r => r.With("/manifests/1", ScriptedAnswer.Endless(HostileRepository.ManifestType, Forever())), "the manifest is longer than the 4194304 bytes that are accepted"),
        new("manifest-that-says-1-tb", r => r.With("/manifests/1", new ScriptedAnswer("200 OK",
            [$"Content-Type: {HostileRepository.ManifestType}", "Content-Length: 1000000000000"], Forever())), "the manifest is longer than the 4194304 bytes that are accepted"),
        new("config-endless", r => r.WithImage().WithBlob(HostileRepository.Config, ScriptedAnswer.Endless(HostileRepository.Blob, Forever())), "image config verification failed for digest"),
        new("layer-endless", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Endless(HostileRepository.Blob, Forever())), "the registry sends more bytes of"),
        new("layer-short", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Ok(HostileRepository.Blob, HostileRepository.Layer[..^20])), "the registry sends"),
        new("layer-broken-off", r => r.WithImage().WithBlob(HostileRepository.Layer,
            ScriptedAnswer.Ok(HostileRepository.Blob, HostileRepository.Layer) with { Body = [HostileRepository.Layer[..30]] }), "unexpected EOF"),
        new("layer-longer-than-said", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Ok(HostileRepository.Blob, [.. HostileRepository.Layer, 1])), "the registry sends"),
        new("layer-of-negative-size", r => r.WithImage().WithManifest(HostileRepository.Manifest(ConfigDescriptor,
            HostileRepository.Descriptor(HostileRepository.LayerType, HostileRepository.Layer, -1))), "a layer without a digest or with a negative size"),
        new("layer-of-exabytes", r => r.WithImage().WithManifest(HostileRepository.Manifest(ConfigDescriptor,
            HostileRepository.Descriptor(HostileRepository.LayerType, HostileRepository.Layer, long.MaxValue))), "the registry sends"),
        new("config-of-exabytes", r => r.WithImage().WithManifest(HostileRepository.Manifest(
            HostileRepository.Descriptor(HostileRepository.ConfigType, HostileRepository.Config, long.MaxValue), LayerDescriptor)), "the image configuration is longer than the 8388608 bytes that are accepted"),
        new("layer-missing", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Empty("404 Not Found")), "unknown blob"),
    ];

    private static IEnumerable<HostilePull> Documents() =>
    [
        new("html", r => r.With("/manifests/1", ScriptedAnswer.Ok("text/html", "<html><body>Please log in</body></html>")), "invalid image manifest"),
        new("html-as-manifest", r => r.With("/manifests/1", ScriptedAnswer.Ok(HostileRepository.ManifestType, "<html>Please log in</html>")), "invalid image manifest"),
        new("html-as-error", r => r.With("/manifests/1", ScriptedAnswer.Ok("text/html", "<html>\e[31m\n\nno</html>") with { Status = "403 Forbidden" }), "error parsing HTTP 403 response body"),
        new("error-of-10-mb", r => r.With("/manifests/1", ScriptedAnswer.Ok("application/json",
            $$"""{"errors":[{"code":"DENIED","message":"{{new string('x', 10 << 20)}}"}]}""") with { Status = "403 Forbidden" }), "error parsing HTTP 403 response body"),
        new("error-with-escapes", r => r.With("/manifests/1", ScriptedAnswer.Ok("application/json",
            """{"errors":[{"code":"DENIED","message":"a\n\u001b[31mb"}]}""") with { Status = "403 Forbidden" }), "denied: a  [31mb"),
        new("manifest-empty", r => r.WithManifest("{}"), "invalid image manifest"),
        new("manifest-null", r => r.WithManifest("null"), "not a JSON object"),
        new("manifest-deep", r => r.WithManifest(new string('[', 100_000)), "invalid image manifest"),
        new("manifest-of-100000-layers", r => r.WithImage().WithManifest(HostileRepository.Manifest(ConfigDescriptor, Enumerable.Repeat(LayerDescriptor, 100_000))), "the manifest is longer than"),
        new("manifest-of-128-layers", r => r.WithImage().WithManifest(HostileRepository.Manifest(ConfigDescriptor, Enumerable.Repeat(LayerDescriptor, 128))), "max depth exceeded: the image has 128 layers, at most 127 are supported"),
        new("manifest-of-null-layers", r => r.WithManifest(HostileRepository.Manifest(ConfigDescriptor, "null")), "null in a list"),
        new("list-of-50000", r => r.WithManifest(HostileRepository.List(Enumerable.Repeat(HostileLayout.Descriptor(HostileRepository.ManifestType, s_zeros, 2), 40_000)),
            HostileRepository.ListType), "the manifest is longer than"),
        new("lists-100-deep", Nested, "manifest lists are nested more than 4 deep"),
        new("config-of-much-history", r => r.WithImage(HostileImage.ConfigWith($"\"history\":[{string.Join(',', Enumerable.Repeat("{}", 2_000_000))}]")), "more than 500000 values"),
        new("config-of-10-mb", r => r.WithImage(HostileImage.ConfigWith($"\"author\":\"{new string('a', 10 << 20)}\"")), "the image configuration is longer than"),
        new("config-of-null-history", r => r.WithImage(HostileImage.ConfigWith("\"history\":[null]")), "null in a list"),
        new("config-of-windows", r => r.WithImage(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(HostileRepository.Config).Replace("linux", "windows", StringComparison.Ordinal))), "operating system is not supported"),
        new("schema-1-empty", r => r.WithManifest("""{"schemaVersion":1,"fsLayers":[],"history":[]}""", "application/vnd.docker.distribution.manifest.v1+prettyjws"), "no FSLayers in manifest"),
        new("schema-1-noise", r => r.WithManifest("""{"schemaVersion":1,"fsLayers":[{"blobSum":"x"}],"history":[{"v1Compatibility":"["}]}""",
            "application/vnd.docker.distribution.manifest.v1+json"), "invalid image manifest"),
    ];

    private static IEnumerable<HostilePull> Layers() =>
    [
        new("layer-bomb", r => Bomb(r, Packed.Gzip(Enumerable.Repeat(s_megabyte, 200))), "what follows the archive's end is over the limit"),
        new("layer-climbs", r => Layer(r, new RawTar().File("../../../../etc/passwd").Symlink("door", "/etc").File("door/passwd")), null),
        new("layer-through-a-link", r => Layer(r, new RawTar().Symlink("door", "/nowhere").File("door/passwd")), "door"),
        new("layer-whiteout-of-parent", r => Layer(r, new RawTar().File("a/.wh...", "")), "invalid whiteout"),
        new("layer-noise", r => Bomb(r, [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]), "invalid tar header"),
        new("layer-empty", r => Bomb(r, []), null),
        new("layer-foreign-file", r => r.WithImage().WithManifest(HostileRepository.Manifest(ConfigDescriptor, LayerDescriptor[..^1] + ",\"urls\":[\"file:///etc/passwd\"]}"))
            .WithBlob(HostileRepository.Layer, ScriptedAnswer.Empty("404 Not Found")), "unknown blob"),
    ];

    private static IEnumerable<HostilePull> Redirects() =>
    [
        new("redirect-loop", r => r.WithImage().WithBlob(HostileRepository.Layer,
            ScriptedAnswer.Redirect($"http://{r.Registry.Host}{r.Path}/blobs/sha256:{Hash.Hex(HostileRepository.Layer)}")), "stopped after 5 redirects"),
        new("redirect-to-a-file", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Redirect("file:///etc/passwd")), "redirects to file://"),
        new("redirect-to-noise", r => r.WithImage().WithBlob(HostileRepository.Layer, ScriptedAnswer.Redirect("\x01://[")), "unknown blob"),
        new("redirect-of-the-manifest-to-a-file", r => r.With("/manifests/1", ScriptedAnswer.Redirect("file:///etc/passwd")), "redirects to file://"),
    ];

    private static IEnumerable<HostilePull> Others() =>
    [
        new("429-that-asks-for-a-day", r => r.With("/manifests/1", ScriptedAnswer.Empty("429 Too Many Requests", "Retry-After: 86400")), "toomanyrequests"),
        new("429-without-end", r => r.With("/manifests/1", ScriptedAnswer.Empty("429 Too Many Requests", "Retry-After: 0")), "toomanyrequests"),
        new("challenge-of-noise", r => r.With("/manifests/1", ScriptedAnswer.Empty("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"\x01://[\",,,=\"")), "Get \"http://"),
        new("challenge-to-a-file", r => r.With("/manifests/1", ScriptedAnswer.Empty("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"file:///etc/passwd\"")), "names a token service that has no HTTP address"),
        new("challenge-without-end", r => r.With("/manifests/1", ScriptedAnswer.Empty("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"")), "no basic auth credentials"),
        new("token-endless", r => r.With("/manifests/1", ScriptedAnswer.Empty("401 Unauthorized", $"WWW-Authenticate: Bearer realm=\"http://{r.Registry.Host}{r.Path}/token\""))
            .With("/token", ScriptedAnswer.Endless("application/json", Forever())), "the token service's answer is longer than"),
        new("tags-endless", r => r.With("/tags/list", ScriptedAnswer.Endless("application/json", new byte[][] { "{\"tags\":["u8.ToArray() }
            .Concat(Enumerable.Repeat(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\"a\",", 10_000))), int.MaxValue)))), "the list of tags is longer than") { Options = ["-a"], Image = WithoutTag },
        new("tags-link-loop", r => r.With("/tags/list", ScriptedAnswer.Ok("application/json", "{\"tags\":[\"1\"]}") with
            { Headers = ["Content-Type: application/json", "Content-Length: 14", $"Link: <{r.Path}/tags/list?n=1&last=1>; rel=\"next\""] }), "more tags than the 100000 that are accepted") { Options = ["-a"], Image = WithoutTag },
        new("tags-link-to-another-host", r => r.With("/tags/list", ScriptedAnswer.Ok("application/json", "{\"tags\":[\"1\"]}") with
            { Headers = ["Content-Type: application/json", "Content-Length: 14", "Link: <http://127.0.0.1:1/v2/x/tags/list>; rel=\"next\""] }), "the list of tags goes on at another host; refused") { Options = ["-a"], Image = WithoutTag },
        new("tags-that-are-none", r => r.With("/tags/list", ScriptedAnswer.Ok("application/json", "{\"tags\":[\"../../x\",\"a b\",null]}")), "invalid tag format") { Options = ["-a"], Image = WithoutTag },
    ];

    private static string WithoutTag(HostileRepository repository) => $"{repository.Registry.Host}/{repository.Name}";

    // The same length, another content.
    private static byte[] Same(byte[] content) => [.. content[..^1], (byte)(content[^1] ^ 1)];

    private static void Layer(HostileRepository repository, RawTar layer) => Bomb(repository, Packed.Gzip([layer.ToArray()]), layer.ToArray());

    private static void Bomb(HostileRepository repository, byte[] layer, byte[]? plain = null)
    {
        string config = Encoding.UTF8.GetString(HostileRepository.Config).Replace(Hash.Hex(HostileImage.Plain), Hash.Hex(plain ?? layer), StringComparison.Ordinal);
        repository.WithImage(Encoding.UTF8.GetBytes(config), layer);
    }

    private static void Nested(HostileRepository repository)
    {
        string document = HostileRepository.Manifest(ConfigDescriptor, LayerDescriptor);
        repository.WithImage();
        string mediaType = HostileRepository.ManifestType;
        for (int i = 0; i < 100; i++)
        {
            document = HostileRepository.List(HostileRepository.Descriptor(mediaType, document));
            mediaType = HostileRepository.ListType;
            repository.WithManifest(document, mediaType);
        }
    }

    private static IEnumerable<byte[]> Forever()
    {
        while (true)
        {
            yield return s_megabyte;
        }
    }
}
