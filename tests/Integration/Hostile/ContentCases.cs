using System.Text;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Content that is not what its digest says, and archives that end too early.</summary>
internal static class ContentCases
{
    private static readonly byte[] s_other = new RawTar().File("other").ToArray();
    private static readonly string s_zeros = new('0', 64);

    public static IEnumerable<HostileCase> All() => [.. Docker(), .. Oci(), .. Truncated()];

    private static IEnumerable<HostileCase> Docker() =>
    [
        HostileCase.Load("wrong-diff-id", new HostileImage { LayerFiles = [s_other] }).Refused("invalid diffID for layer 0"),
        HostileCase.Load("wrong-diff-id-of-the-second", new HostileImage { Layers = [s_other, HostileImage.Plain], LayerFiles = [s_other, s_other] })
            .Refused("invalid diffID for layer 1"),
        HostileCase.Load("tail-after-the-end", new HostileImage { LayerFiles = [[.. HostileImage.Plain, .. new byte[512]]] }).Refused("invalid diffID for layer 0"),
        HostileCase.Load("layer-missing", new HostileImage { Manifest = HostileImage.ManifestWith("\"Layers\":[\"9.tar\"]") }).Refused("open 9.tar: no such file or directory"),
        HostileCase.Load("layers-swapped", new HostileImage { Layers = [HostileImage.Plain, s_other], LayerFiles = [s_other, HostileImage.Plain] }).Refused("invalid diffID for layer "),
        HostileCase.Load("too-few-layers", new HostileImage { Layers = [HostileImage.Plain, s_other], LayerFiles = [HostileImage.Plain] }).Refused("layers length mismatch"),
        HostileCase.Load("layer-is-noise", new HostileImage { Layers = [[1, 2, 3]] }).Refused("unexpected EOF"),
        HostileCase.Load("layer-climbs", new HostileImage { Layers = [new RawTar().File("../../../../etc/passwd").ToArray()] }).AcceptedWhatever(),
        HostileCase.Load("same-name-twice", new RawTar().File("config.json", "{}").File("config.json", HostileImage.ConfigWith("")).File("0.tar", HostileImage.Plain)
            .File("manifest.json", HostileImage.ManifestWith("\"RepoTags\":[\"hostile/same-name-twice:latest\"],\"Layers\":[\"0.tar\"]"))).AcceptedWhatever(),
        HostileCase.Load("windows", new HostileImage { Config = Encoding.UTF8.GetBytes(
            $$$"""{"os":"windows","rootfs":{"type":"layers","diff_ids":["sha256:{{{Hash.Hex(HostileImage.Plain)}}}"]}}""") }).Refused("cannot load windows image on linux"),
    ];

    private static IEnumerable<HostileCase> Oci()
    {
        string good = Encoding.UTF8.GetString(HostileImage.ConfigWith(""));
        yield return Layout("oci-ordinary", l => Manifest(l, l.Blob(HostileLayout.Config, good), l.Blob(HostileLayout.Layer, HostileImage.Plain))).AcceptedWhatever();
        yield return Layout("oci-wrong-manifest", l => l.Blob(HostileLayout.Manifest, "{}", s_zeros)).Refused($"content of sha256:{s_zeros} does not have this digest");
        yield return Layout("oci-wrong-config", l => Manifest(l, l.Blob(HostileLayout.Config, good, s_zeros), l.Blob(HostileLayout.Layer, HostileImage.Plain)))
            .Refused($"content of sha256:{s_zeros} does not have this digest");
        yield return Layout("oci-wrong-layer", l => Manifest(l, l.Blob(HostileLayout.Config, good), l.Blob(HostileLayout.Layer, HostileImage.Plain, s_zeros)))
            .Refused($"content of sha256:{s_zeros} does not have this digest");
        yield return Layout("oci-other-layer", l => Manifest(l, l.Blob(HostileLayout.Config, good), l.Blob(HostileLayout.Layer, s_other))).Refused("invalid diffID for layer 0");
        yield return Layout("oci-layer-missing", l => Manifest(l, l.Blob(HostileLayout.Config, good), HostileLayout.Descriptor(HostileLayout.Layer, s_zeros, 1)))
            .Refused("no such file or directory");
        yield return Layout("oci-digest-climbs", _ => """{"mediaType":"x","digest":"sha256:../../../../../../etc/passwd","size":1}""").Refused("not what the format says");
        yield return Layout("oci-unknown-algorithm", _ => $$"""{"mediaType":"x","digest":"md5:{{s_zeros[..32]}}","size":1}""").Refused("not what the format says");
        yield return Layout("oci-sha512", l => HostileLayout.Descriptor("x", "", 1).Replace("sha256:", "sha512:" + s_zeros + s_zeros, StringComparison.Ordinal))
            .Refused("no such file or directory");
        yield return Layout("oci-index-of-itself", l => l.Blob(HostileLayout.Index, $$"""{"manifests":[{{HostileLayout.Descriptor(HostileLayout.Index, s_zeros, 1)}}]}""", s_zeros))
            .Refused($"content of sha256:{s_zeros} does not have this digest");
    }

    private static HostileCase Layout(string name, Func<HostileLayout, string> descriptor)
    {
        var layout = new HostileLayout();
        return layout.CaseOf(name, descriptor(layout));
    }

    private static string Manifest(HostileLayout layout, string config, string layer) =>
        layout.Blob(HostileLayout.Manifest, $$"""{"schemaVersion":2,"config":{{config}},"layers":[{{layer}}]}""");

    // In a header, after a header, in content, in padding, in an extended header, in the end marker: the last two are how some writers end.
    private static IEnumerable<HostileCase> Truncated()
    {
        byte[] whole = new RawTar().Pax("path", "renamed").File("a", new string('x', 700)).ToArray();
        foreach (int length in (int[])[100, 512, 520, 800, 1100, 1536, 1600, 2235])
        {
            yield return HostileCase.Import($"truncated-{length}", () => [whole[..length]]).Refused("unexpected EOF");
        }

        yield return HostileCase.Import("truncated-after-an-extended-header", () => [whole[..1024]]).Accepted();
        yield return HostileCase.Import("truncated-in-padding", () => [whole[..2240]]).Accepted("renamed file 700");
        yield return HostileCase.Import("truncated-before-the-end-marker", () => [whole[..2560]]).Accepted("renamed file 700");
        yield return HostileCase.Import("truncated-in-the-end-marker", () => [whole[..3072]]).Accepted("renamed file 700");
        yield return HostileCase.Import("truncated-in-a-block-of-the-end-marker", () => [whole[..3000]]).Refused("unexpected EOF");
        byte[] image = [.. new HostileImage().ToChunks("hostile/truncated:latest").SelectMany(c => c)];
        yield return HostileCase.Load("load-truncated", () => [image[..(image.Length / 2)]]).Refused("unexpected EOF");
        byte[] gzip = Packed.Gzip([whole]);
        yield return HostileCase.Import("gzip-truncated", () => [gzip[..(gzip.Length / 2)]]).Refused("truncated data");
        yield return HostileCase.Import("gzip-without-checksum", () => [gzip[..^8]]).Refused("truncated data");
        yield return HostileCase.Import("gzip-wrong-checksum", () => [[.. gzip[..^8], 0, 0, 0, 0, .. gzip[^4..]]]).Refused("corrupt compressed data");
        yield return HostileCase.Import("gzip-then-noise", () => [[.. gzip, .. new byte[100]]]).AcceptedWhatever();
        byte[] zstd = Packed.Zstd(whole);
        yield return HostileCase.Import("zstd-truncated", () => [zstd[..(zstd.Length / 2)]]).Refused("unexpected EOF");
        yield return HostileCase.Import("zstd-damaged", () => [[.. zstd[..9], 255, .. zstd[10..]]]).Refused("corrupt compressed data");
    }
}
