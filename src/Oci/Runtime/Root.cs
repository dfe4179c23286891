namespace Berth.Oci.Runtime;

/// <summary>The container's root filesystem (config.md, "Root").</summary>
public sealed record Root
{
    /// <summary>Absolute, or relative to the bundle.</summary>
    public string Path { get; set; } = "";

    public bool? Readonly { get; init; }
}
