namespace Berth.Linux;

/// <summary>Flags of mount(2), by the names that mount(8) has for their options.</summary>
public static class MountFlags
{
    public const ulong ReadOnly = 0x1;
    public const ulong NoSuid = 0x2;
    public const ulong NoDev = 0x4;
    public const ulong NoExec = 0x8;
    public const ulong Synchronous = 0x10;
    public const ulong Remount = 0x20;
    public const ulong Mandatory = 0x40;
    public const ulong DirectorySync = 0x80;
    public const ulong NoAtime = 0x400;
    public const ulong NoDiratime = 0x800;
    public const ulong Bind = 0x1000;
    public const ulong Recursive = 0x4000;
    public const ulong Unbindable = 0x20000;
    public const ulong Private = 0x40000;
    public const ulong Slave = 0x80000;
    public const ulong Shared = 0x100000;
    public const ulong RelativeAtime = 0x200000;
    public const ulong StrictAtime = 0x1000000;

    private const ulong Propagations = Unbindable | Private | Slave | Shared;

    private static readonly Dictionary<string, (ulong Flag, bool Clears)> s_words = new(StringComparer.Ordinal)
    {
        ["defaults"] = (0, false),
        ["ro"] = (ReadOnly, false), ["rw"] = (ReadOnly, true),
        ["nosuid"] = (NoSuid, false), ["suid"] = (NoSuid, true),
        ["nodev"] = (NoDev, false), ["dev"] = (NoDev, true),
        ["noexec"] = (NoExec, false), ["exec"] = (NoExec, true),
        ["sync"] = (Synchronous, false), ["async"] = (Synchronous, true),
        ["dirsync"] = (DirectorySync, false),
        ["remount"] = (Remount, false),
        ["mand"] = (Mandatory, false), ["nomand"] = (Mandatory, true),
        ["noatime"] = (NoAtime, false), ["atime"] = (NoAtime, true),
        ["nodiratime"] = (NoDiratime, false), ["diratime"] = (NoDiratime, true),
        ["bind"] = (Bind, false), ["rbind"] = (Bind | Recursive, false),
        ["unbindable"] = (Unbindable, false), ["runbindable"] = (Unbindable | Recursive, false),
        ["private"] = (Private, false), ["rprivate"] = (Private | Recursive, false),
        ["slave"] = (Slave, false), ["rslave"] = (Slave | Recursive, false),
        ["shared"] = (Shared, false), ["rshared"] = (Shared | Recursive, false),
        ["relatime"] = (RelativeAtime, false), ["norelatime"] = (RelativeAtime, true),
        ["strictatime"] = (StrictAtime, false), ["nostrictatime"] = (StrictAtime, true),
    };

    /// <summary>Takes the options of fstab(5), separated by commas, apart: flags, a propagation, and what is the filesystem's own.</summary>
    public static (ulong Flags, ulong Propagation, string Data) Parse(string options)
    {
        ulong flags = 0;
        ulong propagation = 0;
        var data = new List<string>();
        foreach (string word in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!s_words.TryGetValue(word, out (ulong Flag, bool Clears) known))
            {
                data.Add(word);
            }
            else if ((known.Flag & Propagations) != 0)
            {
                propagation = known.Flag;
            }
            else
            {
                flags = known.Clears ? flags & ~known.Flag : flags | known.Flag;
            }
        }

        return (flags, propagation, string.Join(',', data));
    }
}
