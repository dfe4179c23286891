namespace Berth.Oci.Runtime;

/// <summary>The container's root filesystem (config.md, "Root").</summary>
public sealed record Root
{
    /// <summary>Absolute, or relative to the bundle.</summary>
    public string Path { get => field ?? ""; init; }

    public bool? Readonly { get; init; }
}
