using System.Globalization;
using Berth.Harness;

namespace Berth.Integration.Hostile;

/// <summary>Entries by the million. What is accepted costs no more memory than the rest.</summary>
internal static class CountCases
{
    public static IEnumerable<HostileCase> All() =>
    [
        HostileCase.Import("entries-1000000-roots", () => Repeat(new RawTar().Directory("./"), 1_000_000)).Accepted(),
        HostileCase.Import("entries-200000-whiteouts", () => Repeat(new RawTar().File(".wh.a", ""), 200_000)).Accepted("a char 0:0"),
        HostileCase.Import("files-5000-in-a-directory", () => Numbered(5_000, i => new RawTar().File($"{i}", ""))).AcceptedWhatever(),
        HostileCase.Import("same-file-2000", () => Numbered(2_000, i => new RawTar().File("a", i))).Accepted("a file 4"),
        HostileCase.Load("load-entries-20000", () => Repeat(new RawTar().File("a", ""), 20_000)).Refused("does not contain a manifest.json"),
        HostileCase.Load("load-long-names", () => Numbered(4_500, i => new RawTar().Pax("linkpath", $"{Long}/{i}").Symlink($"{i}", "x"))).Refused("names"),
    ];

    private static string Long { get; } = string.Join('/', Enumerable.Repeat("abcdefg", 500));

    // A thousand in each gzip member: half a gigabyte is some megabytes.
    private static IEnumerable<byte[]> Repeat(RawTar entry, int count)
    {
        byte[] one = [.. entry.Chunks.SelectMany(c => c)];
        byte[] thousand = Packed.Gzip(Enumerable.Repeat(one, 1000));
        return Enumerable.Repeat(thousand, count / 1000).Append(Packed.Gzip([RawTar.EndMarker]));
    }

    private static IEnumerable<byte[]> Numbered(int count, Func<string, RawTar> entry) =>
        Enumerable.Range(0, count).SelectMany(i => entry(i.ToString(CultureInfo.InvariantCulture)).Chunks).Append(RawTar.EndMarker);
}
