using System.Text;
using Berth.Linux;

namespace Berth.Runtime.Plan;

/// <summary>
/// How a filesystem gets its settings. fsconfig(2) takes one at a time, each of at most 255 bytes; mount(2) takes all of them in one
/// string, of at most a page, which the filesystem takes apart at its commas. The second way is for what does not go the first one:
/// a long setting, one with a comma in it, and flags that fsconfig has no name for.
/// </summary>
internal static class MountData
{
    /// <summary>Bytes of a key or value that fsconfig takes, beside the NUL.</summary>
    public const int LongestSetting = 255;

    /// <summary>Bytes of options that mount(2) takes, beside the NUL.</summary>
    public const int LongestData = 4095;

    public static bool NeedsMount2(MountOptions options) => options.ClassicFlags != 0 || options.Settings.Any(IsAwkward);

    /// <summary>Whether neither way takes them; an overlay's list of layers is taken apart instead.</summary>
    public static bool IsTooLong(string type, MountOptions options) =>
        NeedsMount2(options) && Length(options) > LongestData && (type != "overlay" || options.ClassicFlags != 0
            || InSteps(options).Settings.Any(IsAwkward));

    /// <summary>The same with an overlay's lower directories one by one (Linux 6.5), where their list is longer than a page.</summary>
    public static MountOptions Shortened(string type, MountOptions options) =>
        type == "overlay" && Length(options) > LongestData ? InSteps(options) : options;

    /// <summary>The data of mount(2).</summary>
    public static string Join(MountOptions options) => string.Join(',', options.Settings.Select(s => s.Value is null ? s.Key : $"{s.Key}={s.Value}"));

    /// <summary>The flags of mount(2) for attributes of the mount.</summary>
    public static ulong Flags(MountOptions options)
    {
        ulong set = options.Set;
        ulong flags = options.ClassicFlags;
        flags |= (set & Sys.MOUNT_ATTR_RDONLY) != 0 ? Sys.MS_RDONLY : 0;
        flags |= (set & Sys.MOUNT_ATTR_NOSUID) != 0 ? Sys.MS_NOSUID : 0;
        flags |= (set & Sys.MOUNT_ATTR_NODEV) != 0 ? Sys.MS_NODEV : 0;
        flags |= (set & Sys.MOUNT_ATTR_NOEXEC) != 0 ? Sys.MS_NOEXEC : 0;
        flags |= (set & Sys.MOUNT_ATTR_NODIRATIME) != 0 ? Sys.MS_NODIRATIME : 0;
        flags |= (set & Sys.MOUNT_ATTR_NOSYMFOLLOW) != 0 ? Sys.MS_NOSYMFOLLOW : 0;
        return flags | (set & Sys.MOUNT_ATTR__ATIME) switch
        {
            Sys.MOUNT_ATTR_NOATIME => Sys.MS_NOATIME,
            Sys.MOUNT_ATTR_STRICTATIME => Sys.MS_STRICTATIME,
            _ => 0,
        };
    }

    private static bool IsAwkward(KeyValuePair<string, string?> setting) =>
        Encoding.UTF8.GetByteCount(setting.Key) > LongestSetting
        || (setting.Value is not null && Encoding.UTF8.GetByteCount(setting.Value) > LongestSetting)
        || setting.Key.Contains(',', StringComparison.Ordinal)
        || setting.Value?.Contains(',', StringComparison.Ordinal) == true;

    private static int Length(MountOptions options) => Encoding.UTF8.GetByteCount(Join(options));

    private static MountOptions InSteps(MountOptions options)
    {
        MountOptions result = MountOptions.Parse([]);
        foreach ((string key, string? value) in options.Settings)
        {
            if (key != "lowerdir")
            {
                result = result.With(key, value);
                continue;
            }

            foreach ((string directory, bool data) in Layers(value ?? ""))
            {
                result = result.With(data ? "datadir+" : "lowerdir+", directory);
            }
        }

        return options.WithSettings(result.Settings);
    }

    // filesystems/overlayfs.rst: colons separate layers, two of them those that have data only, and a backslash takes a character as it is.
    private static IEnumerable<(string Directory, bool Data)> Layers(string list)
    {
        var directory = new StringBuilder();
        bool data = false;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] == '\\' && i + 1 < list.Length)
            {
                directory.Append(list[++i]);
            }
            else if (list[i] != ':')
            {
                directory.Append(list[i]);
            }
            else
            {
                yield return (directory.ToString(), data);
                directory.Clear();
                data = i + 1 < list.Length && list[i + 1] == ':';
                i += data ? 1 : 0;
            }
        }

        yield return (directory.ToString(), data);
    }
}
