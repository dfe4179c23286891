using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Little that becomes much: bombs, members without end, and compressions that we do not undo.</summary>
internal static class CompressionCases
{
    private static readonly byte[] s_megabyte = new byte[1 << 20];

    public static IEnumerable<HostileCase> All() => [.. Gzip(), .. Zstd(), .. Endless(), .. Unsupported()];

    private static IEnumerable<HostileCase> Gzip()
    {
        byte[] bomb = Packed.Gzip(Enumerable.Repeat(s_megabyte, 200));
        yield return HostileCase.Import("gzip-bomb-of-zeros", () => [bomb]).Refused("what follows the archive's end is over the limit");
        yield return HostileCase.Import("gzip-bomb-of-bombs", () => [Packed.Gzip([bomb])]).Refused("invalid tar header");
        yield return HostileCase.Load("load-gzip-bomb-as-layer", new HostileImage { LayerFiles = [bomb] }).Refused("what follows the archive's end is over the limit");
        yield return HostileCase.Load("load-gzip-in-gzip", new HostileImage { LayerFiles = [Packed.Gzip([Packed.Gzip([HostileImage.Plain])])] }).Refused("unexpected EOF");
        byte[] empty = Packed.Gzip([[]]);
        yield return HostileCase.Import("gzip-of-100000-empty-members", () => Enumerable.Repeat(empty, 100_000)).AcceptedWhatever();
        byte[] file = Packed.Gzip([new RawTar().File("a").ToArray()]);
        yield return HostileCase.Import("gzip-members", () => [empty, file[..], empty]).Accepted("a file 7");
        byte[] entry = Packed.Gzip([[.. new RawTar().Directory("a/").Chunks.SelectMany(c => c)]]);
        yield return HostileCase.Import("gzip-member-per-entry", () => Enumerable.Repeat(entry, 10_000)).Accepted("a dir");
    }

    private static IEnumerable<HostileCase> Zstd()
    {
        yield return HostileCase.Import("zstd-bomb-of-zeros", () => [Packed.ZstdRun(0, 3000, 20)]).Refused("what follows the archive's end is over the limit");
        yield return HostileCase.Import("zstd-bomb-of-noise", () => [Packed.ZstdRun(1, 3000, 20)]).Refused("invalid tar header");
        yield return HostileCase.Import("zstd-wide-window", () => [Packed.ZstdRun(0, 3000, 27)]).Refused("what follows the archive's end is over the limit") with { Megabytes = 224 };
        yield return HostileCase.Import("zstd-window-too-wide", () => [Packed.ZstdRun(0, 10, 31)]).Refused("corrupt compressed data");
        yield return HostileCase.Import("zstd-window-widest", () => [Packed.ZstdRun(0, 10, 41)]).Refused("corrupt compressed data");
        yield return HostileCase.Import("zstd-content-size-of-exabytes", () => [[0x28, 0xb5, 0x2f, 0xfd, 0xe0, .. BitConverter.GetBytes(long.MaxValue), 1, 0, 0]])
            .Refused("corrupt compressed data");
        yield return HostileCase.Import("zstd-skippable-frames", () => Enumerable.Repeat<byte[]>([0x50, 0x2a, 0x4d, 0x18, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], 100_000)
            .Append(Packed.Zstd(new RawTar().File("a").ToArray()))).Accepted("a file 7");
        yield return HostileCase.Import("zstd-skippable-of-4-gb", () => [[0x50, 0x2a, 0x4d, 0x18, 255, 255, 255, 255]]).Refused("unexpected EOF");
    }

    // The first client would send for ever: the daemon has to end it, which it does some seconds after its answer.
    private static IEnumerable<HostileCase> Endless() =>
    [
        HostileCase.Import("endless-zeros", () => Forever(s_megabyte)).Refused("what follows the archive's end is over the limit"),
        HostileCase.Import("long-tail", () => new[] { new RawTar().File("a").ToArray() }.Concat(Enumerable.Repeat<byte[]>([.. Enumerable.Repeat((byte)1, 1 << 20)], 65)))
            .Refused("what follows the archive's end is over the limit"),
        HostileCase.Load("load-zeros", () => Enumerable.Repeat(s_megabyte, 40)).Refused("does not contain a manifest.json"),
        HostileCase.Import("much-noise", () => Enumerable.Repeat<byte[]>([.. Enumerable.Repeat((byte)7, 1 << 20)], 40)).Refused("invalid tar header"),
        HostileCase.Load("load-endless-manifest", () => new RawTar().Header(new RawTarHeader { Name = "manifest.json"u8.ToArray(), Size = 1L << 32 }).Chunks
            .Concat(Enumerable.Repeat(s_megabyte, 40))).Refused("unexpected EOF"),
    ];

    private static IEnumerable<HostileCase> Unsupported() =>
    [
        HostileCase.Import("bzip2", () => ["BZh91AY&SY"u8.ToArray()]).Refused("bzip2 compression is not supported"),
        HostileCase.Import("xz", () => [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]]).Refused("xz compression is not supported"),
        HostileCase.Import("gzip-unknown-method", () => [[0x1f, 0x8b, 0x09, 0, 0, 0, 0, 0, 0, 0]]).Refused("unexpected EOF"),
        HostileCase.Import("gzip-header-only", () => [[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0]]).Refused("truncated data"),
    ];

    private static IEnumerable<byte[]> Forever(byte[] chunk)
    {
        while (true)
        {
            yield return chunk;
        }
    }
}
