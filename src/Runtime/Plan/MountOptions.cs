using Berth.Linux;

namespace Berth.Runtime.Plan;

/// <summary>
/// Mount options of the spec (config.md, "Linux mount options") sorted by what the kernel takes them as: attributes of the mount,
/// attributes of a whole tree, propagation, and settings of the filesystem.
/// </summary>
internal sealed record MountOptions
{
    private const ulong Atime = Sys.MOUNT_ATTR__ATIME;

    private static readonly Dictionary<string, (ulong Attribute, bool Set)> s_attributes = new()
    {
        ["ro"] = (Sys.MOUNT_ATTR_RDONLY, true),
        ["rw"] = (Sys.MOUNT_ATTR_RDONLY, false),
        ["nosuid"] = (Sys.MOUNT_ATTR_NOSUID, true),
        ["suid"] = (Sys.MOUNT_ATTR_NOSUID, false),
        ["nodev"] = (Sys.MOUNT_ATTR_NODEV, true),
        ["dev"] = (Sys.MOUNT_ATTR_NODEV, false),
        ["noexec"] = (Sys.MOUNT_ATTR_NOEXEC, true),
        ["exec"] = (Sys.MOUNT_ATTR_NOEXEC, false),
        ["nodiratime"] = (Sys.MOUNT_ATTR_NODIRATIME, true),
        ["diratime"] = (Sys.MOUNT_ATTR_NODIRATIME, false),
        ["nosymfollow"] = (Sys.MOUNT_ATTR_NOSYMFOLLOW, true),
        ["symfollow"] = (Sys.MOUNT_ATTR_NOSYMFOLLOW, false),
        ["noatime"] = (Sys.MOUNT_ATTR_NOATIME, true),
        ["atime"] = (Sys.MOUNT_ATTR_NOATIME, false),
        ["strictatime"] = (Sys.MOUNT_ATTR_STRICTATIME, true),
        ["nostrictatime"] = (Sys.MOUNT_ATTR_STRICTATIME, false),
        ["relatime"] = (Sys.MOUNT_ATTR_RELATIME, true),
        ["norelatime"] = (Sys.MOUNT_ATTR_RELATIME, false),
    };

    private static readonly Dictionary<string, ulong> s_propagations = new()
    {
        ["private"] = Sys.MS_PRIVATE,
        ["slave"] = Sys.MS_SLAVE,
        ["shared"] = Sys.MS_SHARED,
        ["unbindable"] = Sys.MS_UNBINDABLE,
    };


    private static readonly HashSet<string> s_withoutEffect =
        ["defaults", "async", "loud", "silent", "nolazytime", "nomand", "noiversion", "iversion", "idmap", "ridmap"];

    private static readonly HashSet<string> s_unsupported = ["remount", "tmpcopyup"];

    private string _words = "";

    public bool Bind { get; private init; }

    /// <summary>Of a bind: the mounts below the source come with it.</summary>
    public bool Recursive { get; private init; }

    public ulong Set { get; private init; }

    public ulong RecursiveSet { get; private init; }

    public ulong RecursiveClear { get; private init; }

    /// <summary>MS_PRIVATE and so on, with <see cref="PropagationRecursive"/>; 0 leaves it.</summary>
    public ulong Propagation { get; private init; }

    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; private init; } = [];

    /// <summary>The bit of <see cref="Propagation"/> that says "the mounts below too"; MS_REC, as mount(2).</summary>
    public const ulong PropagationRecursive = 0x4000;

    /// <summary>All options that are not a filesystem's own, in order.</summary>
    public static IReadOnlyList<string> Known =>
    [
        .. s_attributes.Keys
            .Concat(s_attributes.Keys.Select(a => "r" + a))
            .Concat(s_propagations.Keys).Concat(s_propagations.Keys.Select(p => "r" + p))
            .Concat(s_withoutEffect).Append("bind").Append("rbind").Order(StringComparer.Ordinal),
    ];

    /// <summary>Sorts options; an unsupported one comes back by name.</summary>
    public static MountOptions Parse(IReadOnlyList<string> options, out string? unsupported)
    {
        unsupported = null;
        var result = new MountOptions { _words = string.Join(',', options) };
        var settings = new List<KeyValuePair<string, string?>>();
        foreach (string option in options)
        {
            if (s_unsupported.Contains(option))
            {
                unsupported ??= option;
            }
            else if (option is "bind" or "rbind")
            {
                result = result with { Bind = true, Recursive = option == "rbind" };
            }
            else if (PropagationOf(option) is ulong propagation)
            {
                result = result with { Propagation = propagation };
            }
            else if (s_attributes.TryGetValue(option, out (ulong Attribute, bool Set) one))
            {
                result = result with { Set = Change(result.Set, one.Attribute, one.Set) };
            }
            else if (option.Length > 1 && option[0] == 'r' && s_attributes.TryGetValue(option[1..], out one))
            {
                result = result.WithRecursive(one.Attribute, one.Set);
            }
            else if (!s_withoutEffect.Contains(option) && option.Length > 0)
            {
                settings.Add(Setting(option));
            }
        }

        return result with { Settings = settings };
    }

    /// <summary>The options as they were given.</summary>
    public override string ToString() => _words;

    /// <summary>The same with more settings for the filesystem.</summary>
    public MountOptions With(string key, string? value) => this with
    {
        Settings = [.. Settings, KeyValuePair.Create(key, value)],
        _words = (_words.Length == 0 ? "" : _words + ",") + (value is null ? key : $"{key}={value}"),
    };

    public static ulong? PropagationOf(string option)
    {
        if (s_propagations.TryGetValue(option, out ulong flat))
        {
            return flat;
        }

        return option.Length > 1 && option[0] == 'r' && s_propagations.TryGetValue(option[1..], out ulong deep)
            ? deep | PropagationRecursive
            : null;
    }

    // The three ways of access times are one field of two bits, not three flags.
    private static ulong Change(ulong current, ulong attribute, bool set)
    {
        bool times = attribute is Sys.MOUNT_ATTR_NOATIME or Sys.MOUNT_ATTR_STRICTATIME or Sys.MOUNT_ATTR_RELATIME;
        if (times)
        {
            current &= ~Atime;
        }

        return set ? current | attribute : current & ~attribute;
    }

    private MountOptions WithRecursive(ulong attribute, bool set)
    {
        bool times = attribute is Sys.MOUNT_ATTR_NOATIME or Sys.MOUNT_ATTR_STRICTATIME or Sys.MOUNT_ATTR_RELATIME;
        ulong cleared = times ? Atime : attribute;
        return set
            ? this with { RecursiveSet = RecursiveSet | attribute, RecursiveClear = times ? RecursiveClear | Atime : RecursiveClear }
            : this with { RecursiveSet = RecursiveSet & ~attribute, RecursiveClear = RecursiveClear | cleared };
    }

    // sync, dirsync and lazytime, flags to mount(2), are settings of the filesystem here like any other.
    private static KeyValuePair<string, string?> Setting(string option)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? KeyValuePair.Create<string, string?>(option, null)
            : KeyValuePair.Create<string, string?>(option[..equals], option[(equals + 1)..]);
    }
}
