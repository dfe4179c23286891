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

    /// <summary>The files of an image, read-only.</summary>
    Image,
}

/// <summary>One mount of a container beyond the ones that every container has, checked and complete.</summary>
public sealed record ContainerMount
{
    public required ContainerMountKind Kind { get; init; }

    /// <summary>Absolute path in the container, without <c>.</c> and <c>..</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>
    /// Bind: absolute path on the host. Volume: its directory, once it is known. Image: where it is put in order for the container. Tmpfs:
    /// empty.
    /// </summary>
    public string Source { get => field ?? ""; init; }

    /// <summary>Volume: its name; empty while an anonymous one has none yet. Image: its name, as the request wrote it.</summary>
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

    /// <summary>It is read-only, and what is mounted below it is not.</summary>
    public bool ReadOnlyNonRecursive { get; init; }

    /// <summary>Bind: null: owners are as they are. Empty: a map that fits the source's owner. Else the text of an <see cref="IdMapSpec"/>.</summary>
    public string? IdMap { get; init; }

    /// <summary>Volume, image: the part of it that is mounted, a relative path; empty is all of it.</summary>
    public string Subpath { get => field ?? ""; init; }

    /// <summary>Image: the digest that its name meant when the container was made.</summary>
    public string ImageId { get => field ?? ""; init; }

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
