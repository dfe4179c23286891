using System.Text.Json;

namespace Berth.Oci.Runtime;

/// <summary>
/// <c>config.json</c> of a bundle, runtime-spec 1.3 "config.md": everything an OCI runtime is told about a container. A member
/// that is null is absent from the JSON.
/// </summary>
public sealed record Spec
{
    /// <summary>The version of the runtime specification that Berth writes and completes.</summary>
    public const string CurrentVersion = "1.3.0";

    /// <summary>The specification version that the document keeps to, a SemVer 2.0 string.</summary>
    public string OciVersion { get => field ?? ""; init; }

    /// <summary>What runs in the container; absent where nothing is to be started.</summary>
    public Process? Process { get; init; }

    public Root? Root { get; init; }

    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    /// <summary>Mounts beyond the root, made in this order.</summary>
    public IReadOnlyList<Mount>? Mounts { get; init; }

    public Hooks? Hooks { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public LinuxSettings? Linux { get; init; }

    /// <summary>Other platforms' sections: kept as they came, refused by the runtime.</summary>
    public JsonElement? Solaris { get; init; }

    public JsonElement? Windows { get; init; }

    public JsonElement? Freebsd { get; init; }

    public JsonElement? Vm { get; init; }

    public JsonElement? Zos { get; init; }
}
