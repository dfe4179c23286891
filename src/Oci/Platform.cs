using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>What an image runs on, in Go's names: <c>linux/amd64</c>, <c>linux/arm64/v8</c> (OCI image spec, image-index.md).</summary>
public sealed record Platform
{
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("os")]
    public required string Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The machine this code runs on.</summary>
    public static Platform Host { get; } = new()
    {
        Os = "linux",
        Architecture = RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        },
    };

    /// <summary>
    /// <c>os[(version)]/arch[/variant]</c>, or only an operating system or only an architecture, the rest from <see cref="Host"/>;
    /// other spellings of an architecture become Go's.
    /// </summary>
    /// <exception cref="FormatException">Not a platform; in the words of containerd's platforms package.</exception>
    public static Platform Parse(string text)
    {
        if (text.Contains('*'))
        {
            throw new FormatException($"\"{text}\": wildcards not yet supported: invalid argument");
        }

        string[] parts = text.Split('/', 4);
        var (os, version) = ParseOperatingSystem(parts[0], text);
        foreach (string part in parts.AsSpan(1))
        {
            if (part.Length == 0 || !part.All(static c => IsWordCharacter(c) || c == '.'))
            {
                throw new FormatException($"\"{part}\" is an invalid component of \"{text}\": platform specifier component must match "
                    + "\"^[A-Za-z0-9_.-]+$\": invalid argument");
            }
        }

        Platform platform = parts.Length switch
        {
            1 => ParseOne(parts[0], os, text),
            2 => WithoutDefaultVariant(Normalise(os, parts[1], "")),
            3 when Normalise(os, parts[1], parts[2]) is { Architecture: "arm64", Variant: null } arm => arm with { Variant = "v8" },
            3 => Normalise(os, parts[1], parts[2]),
            _ => throw new FormatException($"\"{text}\": cannot parse platform specifier: invalid argument"),
        };
        return version.Length == 0 ? platform : platform with { OsVersion = version };
    }

    /// <summary>The one spelling of this platform by which it is compared: <c>arm64/v8</c> is <c>arm64</c>, <c>arm</c> is <c>arm/v7</c>.</summary>
    public Platform Normalised()
    {
        // A document may have null where the specification asks for text.
        Platform normal = Normalise(Os ?? "", Architecture ?? "", Variant ?? "");
        return this with { Os = normal.Os, Architecture = normal.Architecture, Variant = normal.Variant };
    }

    /// <summary>True if an image for <paramref name="other"/> runs where this is wanted; a variant that is not named matches any.</summary>
    public bool Accepts(Platform other) =>
        Os == other.Os && Architecture == other.Architecture && (Variant is null || other.Variant is null || Variant == other.Variant);

    /// <summary>True if both are the same platform, however they are spelled: <c>linux/arm64</c> is <c>linux/arm64/v8</c>.</summary>
    public bool IsSameAs(Platform other)
    {
        (Platform one, Platform two) = (Normalised(), other.Normalised());
        return one.Os == two.Os && one.Architecture == two.Architecture && one.Variant == two.Variant;
    }

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static Platform ParseOne(string part, string os, string text)
    {
        if (IsOperatingSystem(os))
        {
            return Host with { Os = os };
        }

        Platform platform = WithoutDefaultVariant(Normalise(Host.Os, part, ""));
        return IsArchitecture(platform.Architecture)
            ? platform
            : throw new FormatException($"\"{text}\": unknown operating system or architecture: invalid argument");
    }

    private static (string Os, string Version) ParseOperatingSystem(string part, string text)
    {
        int open = part.IndexOf('(');
        bool closed = open < 0 || part.EndsWith(')');
        string os = open < 0 ? part : part[..open];
        string version = open < 0 || !closed ? "" : part[(open + 1)..^1];
        bool valid = closed && os.Length > 0 && os.All(IsWordCharacter)
            && version.All(static c => IsWordCharacter(c) || c == '.');
        return valid
            ? (NormaliseOs(os), version)
            : throw new FormatException($"\"{part}\" is an invalid OS component of \"{text}\": OSAndVersion specifier component must match "
                + "\"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$\": invalid argument");
    }

    private static string NormaliseOs(string os) => os.ToLowerInvariant() switch
    {
        "" => Host.Os,
        "macos" => "darwin",
        var lower => lower,
    };

    private static Platform Normalise(string os, string architecture, string variant)
    {
        var (arch, version) = (architecture.ToLowerInvariant(), variant.ToLowerInvariant()) switch
        {
            ("i386", _) => ("386", ""),
            ("x86_64" or "x86-64" or "amd64", var v) => ("amd64", v == "v1" ? "" : v),
            ("aarch64" or "arm64", "8" or "v8" or "v8.0") => ("arm64", ""),
            ("aarch64" or "arm64", "9" or "9.0" or "v9.0") => ("arm64", "v9"),
            ("aarch64" or "arm64", var v) => ("arm64", v),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", "" or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            var other => other,
        };
        return new Platform { Os = NormaliseOs(os), Architecture = arch, Variant = version.Length == 0 ? null : version };
    }

    // An ARM that nobody specified further stays so in what is printed.
    private static Platform WithoutDefaultVariant(Platform platform) =>
        platform is { Architecture: "arm", Variant: "v7" } ? platform with { Variant = null } : platform;

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static bool IsArchitecture(string text) =>
        text is "386" or "amd64" or "amd64p32" or "arm" or "armbe" or "arm64" or "arm64be" or "ppc64" or "ppc64le" or "loong64" or "mips"
            or "mipsle" or "mips64" or "mips64le" or "mips64p32" or "mips64p32le" or "ppc" or "riscv" or "riscv64" or "s390" or "s390x"
            or "sparc" or "sparc64" or "wasm";

    private static bool IsOperatingSystem(string text) =>
        text is "aix" or "android" or "darwin" or "dragonfly" or "freebsd" or "hurd" or "illumos" or "ios" or "js" or "linux" or "nacl"
            or "netbsd" or "openbsd" or "plan9" or "solaris" or "windows" or "zos";
}
