using Berth.Linux;

namespace Berth.Runtime.Plan;

/// <summary>
/// Mount options of the spec (config.md, "Linux mount options") sorted by what the kernel takes them as: attributes of the mount,
/// attributes of a whole tree, propagation, flags that only mount(2) has, and settings of the filesystem.
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

    // Flags of the superblock that fsconfig(2) has no name for.
    private static readonly Dictionary<string, (ulong Flag, bool Set)> s_classicFlags = new()
    {
        ["silent"] = (Sys.MS_SILENT, true),
        ["loud"] = (Sys.MS_SILENT, false),
        ["iversion"] = (Sys.MS_I_VERSION, true),
        ["noiversion"] = (Sys.MS_I_VERSION, false),
        ["acl"] = (Sys.MS_POSIXACL, true),
        ["noacl"] = (Sys.MS_POSIXACL, false),
    };

    // Flags of the superblock that it has one for, and their opposites, which are what a filesystem begins with.
    private static readonly Dictionary<string, string> s_superblock = new()
    {
        ["sync"] = "sync", ["async"] = "sync", ["dirsync"] = "dirsync", ["lazytime"] = "lazytime", ["nolazytime"] = "lazytime",
        ["mand"] = "mand", ["nomand"] = "mand",
    };

    private string _words = "";

    public bool Bind { get; private init; }

    /// <summary>Of a bind: the mounts below the source come with it.</summary>
    public bool Recursive { get; private init; }

    /// <summary>A mount that is there already is changed.</summary>
    public bool Remount { get; private init; }

    /// <summary>Of a tmpfs: it gets what the directory has that it covers.</summary>
    public bool CopyUp { get; private init; }

    public ulong Set { get; private init; }

    /// <summary>Of a bind: attributes of the source that it does not keep.</summary>
    public ulong Clear { get; private init; }

    public ulong RecursiveSet { get; private init; }

    public ulong RecursiveClear { get; private init; }

    /// <summary>MS_PRIVATE and so on, each with <see cref="PropagationRecursive"/> or not, in the order in which they are applied.</summary>
    public IReadOnlyList<ulong> Propagation { get; private init; } = [];

    /// <summary>MS_… flags that only mount(2) takes.</summary>
    public ulong ClassicFlags { get; private init; }

    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; private init; } = [];

    /// <summary>The bit of <see cref="Propagation"/> that says "the mounts below too"; MS_REC, as mount(2).</summary>
    public const ulong PropagationRecursive = 0x4000;

    /// <summary>All options that are not a filesystem's own, in order.</summary>
    public static IReadOnlyList<string> Known =>
    [
        .. s_attributes.Keys
            .Concat(s_attributes.Keys.Select(a => "r" + a))
            .Concat(s_propagations.Keys).Concat(s_propagations.Keys.Select(p => "r" + p))
            .Concat(s_classicFlags.Keys).Concat(s_superblock.Keys)
            .Concat(["defaults", "bind", "rbind", "remount", "tmpcopyup", "idmap", "ridmap"]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Sorts options.</summary>
    public static MountOptions Parse(IReadOnlyList<string> options)
    {
        var result = new MountOptions { _words = string.Join(',', options) };
        var settings = new List<KeyValuePair<string, string?>>();
        var propagation = new List<ulong>();
        foreach (string option in options)
        {
            if (PropagationOf(option) is ulong one)
            {
                propagation.Add(one);
            }
            else if (s_superblock.TryGetValue(option, out string? flag))
            {
                _ = settings.RemoveAll(s => s.Key == flag && s.Value is null);
                if (option == flag)
                {
                    settings.Add(KeyValuePair.Create<string, string?>(flag, null));
                }
            }
            else if (result.WithFlag(option) is { } changed)
            {
                result = changed;
            }
            else if (option.Length > 0)
            {
                settings.Add(Setting(option));
            }
        }

        return result with { Settings = settings, Propagation = propagation };
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

    /// <summary>Null for what is no flag.</summary>
    private MountOptions? WithFlag(string option)
    {
        if (s_attributes.TryGetValue(option, out (ulong Attribute, bool Set) one))
        {
            return WithAttribute(one.Attribute, one.Set);
        }

        if (s_classicFlags.TryGetValue(option, out (ulong Flag, bool Set) classic))
        {
            return this with { ClassicFlags = classic.Set ? ClassicFlags | classic.Flag : ClassicFlags & ~classic.Flag };
        }

        return option switch
        {
            "bind" or "rbind" => this with { Bind = true, Recursive = option == "rbind" },
            "remount" => this with { Remount = true },
            "tmpcopyup" => this with { CopyUp = true },

            // The second two are read with the maps that they are about (MountSources).
            "defaults" or "idmap" or "ridmap" => this,
            _ when option.Length > 1 && option[0] == 'r' && s_attributes.TryGetValue(option[1..], out one) =>
                WithRecursive(one.Attribute, one.Set),
            _ => null,
        };
    }

    // The three ways of access times are one field of two bits, not three flags.
    private static bool IsTime(ulong attribute) =>
        attribute is Sys.MOUNT_ATTR_NOATIME or Sys.MOUNT_ATTR_STRICTATIME or Sys.MOUNT_ATTR_RELATIME;

    private MountOptions WithAttribute(ulong attribute, bool set)
    {
        if (!IsTime(attribute))
        {
            return set
                ? this with { Set = Set | attribute, Clear = Clear & ~attribute }
                : this with { Set = Set & ~attribute, Clear = Clear | attribute };
        }

        // Without one way there is the kernel's own, relatime; another one that was asked for stays.
        ulong way = set ? attribute : (Set & Atime) == attribute ? 0 : Set & Atime;
        return this with { Set = (Set & ~Atime) | way, Clear = Clear | Atime };
    }

    private MountOptions WithRecursive(ulong attribute, bool set)
    {
        if (!IsTime(attribute))
        {
            return set
                ? this with { RecursiveSet = RecursiveSet | attribute, RecursiveClear = RecursiveClear & ~attribute }
                : this with { RecursiveSet = RecursiveSet & ~attribute, RecursiveClear = RecursiveClear | attribute };
        }

        ulong way = set ? attribute : (RecursiveSet & Atime) == attribute ? 0 : RecursiveSet & Atime;
        return this with { RecursiveSet = (RecursiveSet & ~Atime) | way, RecursiveClear = RecursiveClear | Atime };
    }

    /// <summary>The same with these settings for the filesystem and no others.</summary>
    public MountOptions WithSettings(IReadOnlyList<KeyValuePair<string, string?>> settings) => this with { Settings = settings };

    private static KeyValuePair<string, string?> Setting(string option)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? KeyValuePair.Create<string, string?>(option, null)
            : KeyValuePair.Create<string, string?>(option[..equals], option[(equals + 1)..]);
    }
}
