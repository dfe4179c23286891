using System.Text;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Documents that are too large, too deep, say too much, or say nothing where something is expected.</summary>
internal static class DocumentCases
{
    private static readonly string s_diffId = $"sha256:{Hash.Hex(HostileImage.Plain)}";

    public static IEnumerable<HostileCase> All() => [.. Large(), .. Many(), .. Nulls(), .. Odd()];

    private static IEnumerable<HostileCase> Large() =>
    [
        Manifest("manifest-of-100-mb", () => Filled("[", ' ', 100 << 20)).Refused("manifest.json is larger than 8388608 bytes"),
        Manifest("manifest-of-8-mb-of-brackets", () => Filled("", '[', 8_000_000)).Refused("invalid manifest.json"),
        Manifest("manifest-deep", () => Encoding.ASCII.GetBytes(new string('[', 100_000) + new string(']', 100_000))).Refused("invalid manifest.json"),
        Manifest("manifest-of-empty-images", () => Listed("{}", 2_000_000)).Refused("invalid manifest.json"),
        HostileCase.Load("config-of-100-mb", () => new HostileImage { Config = Filled("{", ' ', 100 << 20) }).Refused("config.json is larger than 8388608 bytes"),
        Config("config-deep", () => $"\"x\":{new string('[', 100_000)}{new string(']', 100_000)}").Refused("invalid image configuration"),
        Config("config-of-much-history", () => $"\"history\":{Text(Listed("{}", 2_000_000))}").Refused("invalid image configuration"),
        Config("config-of-much-environment", () => $"\"config\":{{\"Env\":{Text(Listed("\"\"", 2_000_000))}}}").Refused("invalid image configuration"),
        Config("config-of-one-long-text", () => $"\"author\":\"{new string('a', 8_000_000)}\"").AcceptedWhatever(),
    ];

    private static IEnumerable<HostileCase> Many()
    {
        yield return HostileCase.Load("config-of-100000-layers", () => new HostileImage
        {
            Config = Encoding.ASCII.GetBytes($$$"""{"rootfs":{"type":"layers","diff_ids":{{{Text(Listed($"\"{s_diffId}\"", 100_000))}}}}}"""),
        }).Refused("max depth exceeded");
        yield return Manifest("manifest-of-100000-layers", () => HostileImage.ManifestWith($"\"Layers\":{Text(Listed("\"0.tar\"", 100_000))}")).Refused("layers length mismatch");
        yield return Manifest("manifest-of-100000-names", () => HostileImage.ManifestWith(
            $"\"Layers\":[\"0.tar\"],\"RepoTags\":[{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"hostile/many:{i}\""))}]"))
            .Refused("names");
        yield return Manifest("manifest-of-20000-images", () => Listed("""{"Config":"config.json","Layers":["0.tar"]}""", 20_000)).Refused("images");
        yield return HostileCase.Load("image-of-128-layers", () => new HostileImage { Layers = [.. Enumerable.Repeat(HostileImage.Plain, 128)] }).Refused("max depth exceeded");
        yield return HostileCase.Load("image-of-127-layers", () => new HostileImage { Layers = [.. Enumerable.Repeat(HostileImage.Plain, 127)] }).AcceptedWhatever();

        var layout = new HostileLayout();
        string descriptor = layout.Blob(HostileLayout.Manifest, "{}");
        yield return layout.Case("oci-index-of-50000-manifests", $$"""{"manifests":{{Text(Listed(descriptor, 50_000))}}}""").Refused("images");
        layout = new HostileLayout();
        descriptor = layout.Blob(HostileLayout.Manifest, "{}");
        for (int i = 0; i < 1000; i++)
        {
            descriptor = layout.Blob(HostileLayout.Index, $$"""{"manifests":[{{descriptor}}]}""");
        }

        yield return layout.CaseOf("oci-indexes-1000-deep", descriptor).Refused("image indexes are nested too deep");
    }

    private static IEnumerable<HostileCase> Nulls() =>
    [
        Manifest("null-manifest", () => "null"u8.ToArray()).Refused("invalid manifest, manifest cannot be null"),
        Manifest("null-image", () => "[null]"u8.ToArray()).Refused("invalid manifest.json"),
        Manifest("null-layer", () => HostileImage.ManifestWith("\"Layers\":[null]")).Refused("invalid manifest.json"),
        Manifest("null-name", () => HostileImage.ManifestWith("\"Layers\":[\"0.tar\"],\"RepoTags\":[null]")).Refused("invalid manifest.json"),
        Config("null-members", () => "\"config\":null,\"history\":null,\"created\":null,\"author\":null").AcceptedWhatever(),
        Config("null-history", () => "\"history\":[null]").Refused("invalid image configuration"),
        Config("null-environment", () => "\"config\":{\"Env\":[null],\"Cmd\":[null]}").Refused("invalid image configuration"),
        Config("null-label", () => "\"config\":{\"Labels\":{\"a\":null},\"Volumes\":{\"/a\":null},\"ExposedPorts\":{\"1/tcp\":null}}").AcceptedWhatever(),
        Config("null-health-check", () => "\"config\":{\"Healthcheck\":{\"Test\":[null]}}").Refused("invalid image configuration"),
        HostileCase.Load("null-diff-id", new HostileImage { Config = """{"rootfs":{"type":"layers","diff_ids":[null]}}"""u8.ToArray() }).Refused("invalid image configuration"),
        HostileCase.Load("null-root", new HostileImage { Config = """{"rootfs":null}"""u8.ToArray() }).Refused(""),
        new HostileLayout().Case("oci-null-manifest", """{"manifests":[null]}""").Refused("invalid index.json"),
        new HostileLayout().Case("oci-null-index", "null").Refused("invalid index.json"),
        new HostileLayout().Case("oci-no-digest", """{"manifests":[{"mediaType":"x"}]}""").Refused("invalid index.json"),
        OciManifest("oci-null-layer", """{"config":CONFIG,"layers":[null]}""").Refused("invalid image manifest"),
        OciManifest("oci-no-config", """{"layers":[]}""").Refused("invalid image manifest"),
        OciManifest("oci-null-config", """{"config":null,"layers":[]}""").Refused("invalid image manifest"),
    ];

    private static IEnumerable<HostileCase> Odd() =>
    [
        Manifest("name-that-climbs", () => HostileImage.ManifestWith("\"Layers\":[\"0.tar\"],\"RepoTags\":[\"../../x:1\"]")).Refused("invalid tag \"../../x:1\""),
        Manifest("name-with-escapes", () => HostileImage.ManifestWith("\"Layers\":[\"0.tar\"],\"RepoTags\":[\"x\\n\\u001b[31m:1\"]")).Refused("invalid tag \"x\\n\\x1b[31m:1\""),
        Manifest("name-of-1-mb", () => HostileImage.ManifestWith($"\"Layers\":[\"0.tar\"],\"RepoTags\":[\"{new string('a', 1 << 20)}:1\"]")).Refused("invalid tag"),
        Manifest("name-that-is-sha256", () => HostileImage.ManifestWith("\"Layers\":[\"0.tar\"],\"RepoTags\":[\"sha256:1\"]")).Refused("ambiguous"),
        Manifest("layer-with-escapes", () => HostileImage.ManifestWith("\"Layers\":[\"a\\n\\u001b[31m\"]")).Refused("open a\\n\\x1b[31m: no such file or directory"),
        Manifest("layer-with-surrogates", () => HostileImage.ManifestWith("\"Layers\":[\"a\\ud800\"]")).Refused("manifest.json"),
        Manifest("layer-outside", () => HostileImage.ManifestWith("\"Layers\":[\"/etc/passwd\"]")).Refused("open /etc/passwd: no such file or directory"),
        Manifest("layer-that-is-the-manifest", () => HostileImage.ManifestWith("\"Layers\":[\"manifest.json\"]")).Refused("unexpected EOF"),
        Manifest("manifest-not-utf8", () => [(byte)'[', (byte)'"', 0xff, (byte)'"', (byte)']']).Refused("invalid manifest.json"),
        Manifest("manifest-with-comments", () => "[/* */]"u8.ToArray()).Refused("invalid manifest.json"),
        HostileCase.Load("manifest-is-a-directory", new RawTar().Directory("manifest.json/")).Refused("does not contain a manifest.json"),
        HostileCase.Load("manifest-is-a-fifo", new RawTar().Header(new RawTarHeader { Name = RawTar.Bytes("manifest.json"), Type = '6' })).Refused("does not contain a manifest.json"),
        Config("history-of-more-layers", () => "\"history\":[{},{},{}]").AcceptedWhatever() with { HistoryError = "too many non-empty layers in History section" },
        Config("config-of-odd-values", () => "\"created\":\"never\",\"config\":{\"User\":\"4294967296:-1\",\"WorkingDir\":\"../../..\",\"Volumes\":{\"../../etc\":{}},"
            + "\"Env\":[\"\",\"=\",\"A\"],\"ExposedPorts\":{\"99999/x\":{}},\"StopSignal\":\"SIGNOTHING\",\"Labels\":{\"\":\"\"}}").AcceptedWhatever() with { CreateError = "mount path must be absolute" },
    ];

    private static HostileCase Manifest(string name, Func<byte[]> manifest) => HostileCase.Load(name, () => new HostileImage { Manifest = manifest() });

    private static HostileCase Config(string name, Func<string> members) =>
        HostileCase.Load(name, () => new HostileImage { Config = HostileImage.ConfigWith(members()) });

    private static HostileCase OciManifest(string name, string manifest)
    {
        var layout = new HostileLayout();
        string config = layout.Blob(HostileLayout.Config, HostileImage.ConfigWith(""));
        return layout.CaseOf(name, layout.Blob(HostileLayout.Manifest, manifest.Replace("CONFIG", config, StringComparison.Ordinal)));
    }

    private static byte[] Filled(string begin, char rest, int length) => Encoding.ASCII.GetBytes(begin.PadRight(length, rest));

    private static byte[] Listed(string item, int count) => Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat(item, count))}]");

    private static string Text(byte[] bytes) => Encoding.ASCII.GetString(bytes);
}
