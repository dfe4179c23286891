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

    /// <summary><c>os/arch[/variant]</c>, or only an operating system or only an architecture, the rest from <see cref="Host"/>.</summary>
    /// <exception cref="FormatException">Not a platform.</exception>
    public static Platform Parse(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 3 || Array.Exists(parts, static p => !IsComponent(p)))
        {
            throw new FormatException($"\"{text}\" is an invalid component of \"{text}\": platform specifier component must match "
                + "\"^[A-Za-z0-9_-]+$\": invalid argument");
        }

        if (parts.Length == 1)
        {
            string only = parts[0].ToLowerInvariant();
            return IsOperatingSystem(only) ? Host with { Os = only } : Normalise(Host.Os, only, null);
        }

        return Normalise(parts[0].ToLowerInvariant(), parts[1].ToLowerInvariant(), parts.Length == 3 ? parts[2].ToLowerInvariant() : null);
    }

    /// <summary>True if an image for <paramref name="other"/> runs where this is wanted; a variant that is not named matches any.</summary>
    public bool Accepts(Platform other) =>
        Os == other.Os && Architecture == other.Architecture && (Variant is null || other.Variant is null || Variant == other.Variant);

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static Platform Normalise(string os, string architecture, string? variant) => architecture switch
    {
        "x86_64" or "x86-64" or "amd64" => new Platform { Os = os, Architecture = "amd64", Variant = variant == "v1" ? null : variant },
        "aarch64" or "arm64" => new Platform { Os = os, Architecture = "arm64", Variant = variant is "8" or "v8" ? null : variant },
        "armhf" => new Platform { Os = os, Architecture = "arm", Variant = "v7" },
        "armel" => new Platform { Os = os, Architecture = "arm", Variant = "v6" },
        "i386" => new Platform { Os = os, Architecture = "386" },
        _ => new Platform { Os = os, Architecture = architecture, Variant = variant },
    };

    private static bool IsComponent(string part) =>
        part.Length > 0 && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static bool IsOperatingSystem(string text) =>
        text is "linux" or "windows" or "darwin" or "freebsd" or "netbsd" or "openbsd" or "solaris" or "plan9" or "android";
}
