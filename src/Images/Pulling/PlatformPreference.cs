using System.Globalization;
using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>
/// Which images run where one platform is wanted, best first: the platform itself, then what its processor also runs. The rules are
/// those of containerd's <c>platforms.Only</c>, which docker uses:
/// <code>
/// amd64/v3      amd64/v3, v2, v1, then 386
/// arm64         arm64/v8, then arm/v8, v7, v6, v5
/// arm64/v9.N    arm64/v9.N … v9, v8.(N+5) … v8, then arm/v8 … v5
/// arm/v7        arm/v7, v6, v5
/// others        themselves
/// </code>
/// </summary>
internal sealed class PlatformPreference
{
    private const int LastV9 = 7;
    private const int LastV8 = 9;

    private readonly Platform[] _order;

    public PlatformPreference(Platform wanted)
    {
        _order = [.. Compatible(wanted.Normalised()).Select(static p => p.Normalised())];
    }

    /// <summary>
    /// The entries of an index that fit, best first; entries that are equally good keep their order. One that names no platform fits
    /// all and comes last. Attestations, <c>unknown/unknown</c>, fit nothing.
    /// </summary>
    public IReadOnlyList<Descriptor> Choose(IEnumerable<Descriptor> entries) =>
    [
        .. entries
            .Select(entry => (Entry: entry, Rank: RankOf(entry.Platform)))
            .Where(static e => e.Rank >= 0)
            .OrderBy(static e => e.Rank)
            .Select(static e => e.Entry),
    ];

    /// <summary>True if an image for this platform runs where the wanted one does.</summary>
    public bool Accepts(Platform platform) => RankOf(platform) >= 0;

    private int RankOf(Platform? platform)
    {
        if (platform is null or { Os: "", Architecture: "", Variant: null or "" })
        {
            return _order.Length;
        }

        Platform normal = platform.Normalised();
        return Array.FindIndex(_order, p => p.Os == normal.Os && p.Architecture == normal.Architecture && p.Variant == normal.Variant);
    }

    private static IEnumerable<Platform> Compatible(Platform wanted)
    {
        string variant = wanted.Variant ?? "";
        return wanted.Architecture switch
        {
            "amd64" => Amd64(wanted, variant),
            "arm" => Arm(wanted, variant),
            "arm64" => Arm64(wanted, variant.Length == 0 ? "v8" : variant),
            _ => [wanted],
        };
    }

    private static IEnumerable<Platform> Amd64(Platform wanted, string variant)
    {
        yield return wanted;
        for (int level = Number(variant) - 1; level >= 1; level--)
        {
            yield return wanted with { Variant = Invariant($"v{level}") };
        }

        yield return wanted with { Architecture = "386", Variant = null };
    }

    private static IEnumerable<Platform> Arm(Platform wanted, string variant)
    {
        yield return wanted;
        for (int version = Number(variant) - 1; version >= 5; version--)
        {
            yield return wanted with { Variant = Invariant($"v{version}") };
        }
    }

    private static IEnumerable<Platform> Arm64(Platform wanted, string variant)
    {
        if (!TryReadArm64(variant, out int major, out int minor))
        {
            // A version that nobody has yet still runs 32-bit images of the same name, as containerd sees it.
            return Arm(wanted with { Architecture = "arm", Variant = variant }, variant);
        }

        IEnumerable<string> versions = major == 9
            ? Versions(9, minor).Concat(Versions(8, Math.Min(minor + 5, LastV8)))
            : Versions(8, minor);
        return versions.Select(v => wanted with { Variant = v }).Concat(Arm(wanted with { Architecture = "arm", Variant = "v8" }, "v8"));
    }

    private static IEnumerable<string> Versions(int major, int minor)
    {
        for (; minor > 0; minor--)
        {
            yield return Invariant($"v{major}.{minor}");
        }

        yield return Invariant($"v{major}");
    }

    private static bool TryReadArm64(string variant, out int major, out int minor)
    {
        string[] parts = variant.TrimStart('v').Split('.');
        minor = 0;
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && major is 8 or 9
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor)))
            && minor <= (major == 9 ? LastV9 : LastV8);
    }

    private static int Number(string variant) =>
        int.TryParse(variant.AsSpan().TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 100 ? number : 0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
