using System.Text.Json.Serialization;

namespace Berth.Engine.Specs;

/// <summary>What a container mounts at a path.</summary>
public enum ContainerMountKind
{
    /// <summary>A directory or file of the host.</summary>
    Bind,

    /// <summary>A fresh tmpfs.</summary>
    Tmpfs,

    /// <summary>A volume, by its name.</summary>
    Volume,
}

/// <summary>One mount of a container beyond the ones that every container has, checked and complete.</summary>
public sealed record ContainerMount
{
    public required ContainerMountKind Kind { get; init; }

    /// <summary>Absolute path in the container, without <c>.</c> and <c>..</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>Bind: absolute path on the host. Volume: its directory, once it is known. Tmpfs: empty.</summary>
    public string Source { get => field ?? ""; init; }

    /// <summary>Volume: its name; empty while an anonymous one has none yet.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Volume: made for this container only, and removed with it.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The mode as the request wrote it, for inspect.</summary>
    public string Mode { get => field ?? ""; init; }

    public bool Writable { get; init; } = true;

    /// <summary>rprivate, private, rshared, shared, rslave or slave (mount_namespaces(7)).</summary>
    public string Propagation { get; init; } = "rprivate";

    /// <summary>Bind: leave out what is mounted below the source.</summary>
    public bool NonRecursive { get; init; }

    /// <summary>Bind: a missing source is made, as a directory (<c>-v</c> does, <c>--mount</c> does not).</summary>
    public bool CreateSource { get; init; }

    /// <summary>Volume: an empty one is filled with what the image has at the destination.</summary>
    public bool CopyUp { get; init; }

    /// <summary>Volume: labels and options of the driver, should it have to be made.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string>? VolumeLabels { get; init; }

    [JsonIgnore]
    public IReadOnlyDictionary<string, string>? VolumeDriverOptions { get; init; }

    /// <summary>Tmpfs: options for mount(8), in order.</summary>
    public IReadOnlyList<string> TmpfsOptions { get => field ?? []; init; }
}
