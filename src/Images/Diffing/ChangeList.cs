using Berth.Archive;
using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>
/// What a container's own layer changes of the layers below, by docker's rules: a name that is new is added, also each in a new
/// directory; one that is gone is deleted, without what was in it; one whose type, mode, owner, device or capability is another, or of
/// what is no directory the size or the time, is modified; so is a directory in which anything of this is the case. Content is not
/// compared. A directory comes before what is in it.
/// </summary>
internal sealed class ChangeList
{
    private readonly List<FileChange> _changes = [];
    private readonly ArchiveLimits _limits;
    private readonly CancellationToken _cancellation;

    private ChangeList(ArchiveLimits limits, CancellationToken cancellation)
    {
        _limits = limits;
        _cancellation = cancellation;
    }

    /// <exception cref="LinuxException">A layer cannot be read.</exception>
    /// <exception cref="ArchiveException">Directories are nested deeper than the limits allow.</exception>
    public static IReadOnlyList<FileChange> Of(
        OverlayDirectory upper, OverlayDirectory lower, ArchiveLimits limits, CancellationToken cancellation = default)
    {
        var list = new ChangeList(limits, cancellation);
        list.Compare(upper, lower, hides: false, "", 0);
        return list._changes;
    }

    // hides: a directory above is opaque, and nothing below the container's layer shows through here either.
    private void Compare(OverlayDirectory upper, OverlayDirectory? lower, bool hides, string path, int depth)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (depth > _limits.PathDepth)
        {
            throw ArchiveException.TooLarge("the depth of a path", _limits.PathDepth);
        }

        List<OverlayEntry> entries = upper.Entries();
        hides |= depth > 0 && upper.IsOpaque();
        if (lower is not null && hides)
        {
            entries = WithHidden(entries, lower);
        }

        foreach (OverlayEntry entry in entries)
        {
            string name = $"{path}/{entry.Name}";
            OverlayEntry? old = lower?.Find(entry.Name);
            if (!entry.Status.IsWhiteout)
            {
                Add(upper, entry, lower, old, hides, name, depth);
            }
            else if (old is not null)
            {
                _changes.Add(new FileChange(FileChangeKind.Deleted, name));
            }
        }
    }

    private void Add(OverlayDirectory upper, OverlayEntry entry, OverlayDirectory? lower, OverlayEntry? old, bool hides, string name, int depth)
    {
        int before = _changes.Count;
        bool differs = old is null || Differs(upper, entry, lower!, old.Value);
        if (differs)
        {
            _changes.Add(new FileChange(old is null ? FileChangeKind.Added : FileChangeKind.Modified, name));
        }

        if (entry.Kind != FileKind.Directory || upper.TryOpenDirectory(entry) is not { } opened)
        {
            return;
        }

        using OverlayDirectory directory = opened;
        using OverlayDirectory? below = old?.Kind == FileKind.Directory ? lower!.TryOpenDirectory(old.Value) : null;
        Compare(directory, below, hides, name, depth + 1);
        if (!differs && _changes.Count > before)
        {
            _changes.Insert(before, new FileChange(FileChangeKind.Modified, name));
        }
    }

    // An opaque directory hides names without a whiteout for each.
    private static List<OverlayEntry> WithHidden(List<OverlayEntry> entries, OverlayDirectory lower)
    {
        var own = entries.Select(static e => e.Name).ToHashSet(StringComparer.Ordinal);
        var whiteout = new FileStatus
        {
            Kind = FileKind.CharacterDevice,
            Device = default,
            Permissions = 0,
            Owner = 0,
            Group = 0,
            Size = 0,
            Inode = 0,
            FileSystem = 0,
            Links = 1,
            Modified = default,
            IsMountRoot = false,
        };
        return
        [
            .. entries
                .Concat(lower.Entries().Where(e => !own.Contains(e.Name)).Select(e => new OverlayEntry(e.Name, 0, whiteout)))
                .Order(Comparer<OverlayEntry>.Create(static (a, b) => PathOrder.Compare(a.Name, b.Name))),
        ];
    }

    private static bool Differs(OverlayDirectory upper, OverlayEntry entry, OverlayDirectory lower, OverlayEntry old)
    {
        FileStatus a = entry.Status;
        FileStatus b = old.Status;
        if (a.Kind != b.Kind || a.Permissions != b.Permissions || a.Owner != b.Owner || a.Group != b.Group || a.Device != b.Device)
        {
            return true;
        }

        // A directory's size and time say nothing of the directory itself.
        return a.Kind != FileKind.Directory
            && (a.Size != b.Size || !IsSame(a.Modified, b.Modified) || !Capability(upper, entry).SequenceEqual(Capability(lower, old)));
    }

    // A time without a fraction may have been through an archive.
    private static bool IsSame(FileTime a, FileTime b) =>
        a.Seconds == b.Seconds && (a.Nanoseconds == b.Nanoseconds || a.Nanoseconds == 0 || b.Nanoseconds == 0);

    private static ReadOnlySpan<byte> Capability(OverlayDirectory directory, OverlayEntry entry)
    {
        if (entry.Kind != FileKind.Regular)
        {
            return [];
        }

        using Fd? file = directory.TryOpenFile(entry);
        return file?.TryGetXattr(FileAttributes.Capability);
    }
}
