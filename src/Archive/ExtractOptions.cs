namespace Berth.Archive;

/// <summary>How an archive is unpacked into a directory that others use too.</summary>
public sealed record ExtractOptions
{
    /// <summary>The directory as messages name it.</summary>
    public required string Target { get; init; }

    /// <summary>A directory is not replaced by something else, nor something else by a directory.</summary>
    public bool KeepKinds { get; init; }

    /// <summary>Files get the archive's owners; without it they belong to whoever unpacks.</summary>
    public bool SetOwner { get; init; }

    /// <summary>With <see cref="SetOwner"/>: user and group of all files instead of the archive's.</summary>
    public (uint Owner, uint Group)? Owner { get; init; }

    /// <summary>With <see cref="SetOwner"/>: who the archive's owners are on the host; null: the same.</summary>
    public OwnerMap? Owners { get; init; }

    /// <summary>
    /// What leads out of the directory is an error. Without it the way goes on inside the root that the directory was found in, as it would for
    /// a process there.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>A first component of all names, and what is put in its place; null: names stay.</summary>
    public (string From, string To)? Rename { get; init; }

    public ArchiveLimits Limits { get; init; } = ArchiveLimits.Default;
}
