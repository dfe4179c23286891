using System.Globalization;
using Berth.Runtime.Validation;

namespace Berth.Runtime.Plan;

internal sealed partial record Operation
{
    /// <summary>A: MS_SLAVE, MS_PRIVATE, … for every mount of the namespace.</summary>
    public static Operation SetPropagation(string name, ulong propagation) =>
        new(OpCode.SetPropagation, $"propagation {name} on /") { A = (long)propagation };

    /// <summary>
    /// Text1: the root filesystem on the host. It is mounted over itself, which makes it a mount that can become the root; the
    /// descriptor of that mount is where every later path starts. Text2: a mount that has to be private before, because it is shared with the host.
    /// </summary>
    /// <remarks>
    /// A: 1 where the mounts are not the container's own: what is mounted below must not appear elsewhere. B: a mount that is nowhere yet and
    /// goes there instead, -1 for none.
    /// </remarks>
    public static Operation OpenRoot(string path, string? privateParent, bool cut, int? mount = null) =>
        new(OpCode.OpenRoot, $"{(mount is null ? "bind" : "mount")} root {path}")
        {
            Text1 = path,
            Text2 = privateParent,
            A = cut ? 1 : 0,
            B = mount ?? -1,
            Detail = privateParent is not null ? $"with {privateParent} private" : cut ? "as private" : "",
        };

    /// <summary>
    /// The root is the one that the joined mount namespace has. Or, where that is not the container's own, a directory in it: A: the
    /// descriptor, -1 for none.
    /// </summary>
    public static Operation AdoptRoot(int? directory = null) =>
        new(OpCode.AdoptRoot, directory is null ? "open root /" : "chroot to the container's root") { A = directory ?? -1 };

    /// <summary>A procfs of the container's pid namespace that is mounted nowhere: writes go to it, whatever the image has at /proc.</summary>
    public static Operation OpenProc() => new(OpCode.OpenProc, "open proc");

    /// <summary>Text1: a file of the private procfs. Data: what to write into it.</summary>
    public static Operation WriteProc(string subject, string path, string value) =>
        new(OpCode.WriteProc, subject) { Text1 = path, Data = PlanBytes.Raw(value), Detail = $"= {value}" };

    /// <summary>
    /// Text1: filesystem type, Text2: target, Text3: what it may do on /proc (<see cref="ProcMounts.Rule"/>). Data: fsconfig settings
    /// (<see cref="PlanBytes.Settings(string, IReadOnlyList{KeyValuePair{string, string}})"/>), or for mount(2) the source and its
    /// data. A: MOUNT_ATTR_… flags. B: propagation (<see cref="MountBits.Pack"/>). C: <see cref="MountBits"/>. D: flags of mount(2).
    /// </summary>
    public static Operation MountFilesystem(
        string type, string source, string target, MountOptions given, bool ordinary) =>
        new Operation(OpCode.MountFilesystem, $"mount {type} on {target}")
        {
            Text1 = type,
            Text2 = target,
            Text3 = ProcMounts.Rule(target),
            A = (long)given.Set,
            B = MountBits.Pack(given.Propagation),
            C = (ordinary ? MountBits.Ordinary : 0)
                | (type == "tmpfs" && !given.Settings.Any(s => s.Key == "mode") ? MountBits.KeepMode : 0)
                | (given.CopyUp ? MountBits.CopyUp : 0) | (MountBits.IsRoot(target) ? MountBits.BecomesRoot : 0),
        }.WithSettings(source, MountData.Shortened(type, given));

    private Operation WithSettings(string source, MountOptions options) => MountData.NeedsMount2(options)
        ? this with
        {
            Data = PlanBytes.Strings([source, MountData.Join(options)]),
            C = C | MountBits.ByPath,
            D = (long)MountData.Flags(options),
            Detail = $"{options} by mount(2)",
        }
        : this with { Data = PlanBytes.Settings(source, options.Settings), Detail = options.ToString() };

    /// <summary>
    /// Text1: source on the host, Text2: target, Text3: what it may do on /proc (<see cref="ProcMounts.Rule"/>). A: 1 for a recursive
    /// bind. B, C: attributes set and cleared, those of the whole tree in the upper halves. D: <see cref="MountBits"/>. E: propagation.
    /// </summary>
    public static Operation MountBind(string source, string target, MountOptions options) =>
        new(OpCode.MountBind, $"bind {source} on {target}")
        {
            Text1 = source,
            Text2 = target,
            Text3 = ProcMounts.Rule(target),
            A = options.Recursive ? 1 : 0,
            B = (long)(options.Set | (options.RecursiveSet << 32)),
            C = (long)(options.Clear | (options.RecursiveClear << 32)),
            D = MountBits.IsRoot(target) ? MountBits.BecomesRoot : 0,
            E = MountBits.Pack(options.Propagation),
            Detail = options.ToString(),
        };

    /// <summary>
    /// Text1: a mount of the container. A: attributes that it has from then on, C: 0x70 where the way of access times is among them.
    /// Data: settings of its filesystem, null to leave those alone. B: propagation.
    /// </summary>
    public static Operation Remount(string target, MountOptions options) =>
        new(OpCode.Remount, $"remount {target}")
        {
            Text1 = target,
            A = (long)options.Set,
            B = MountBits.Pack(options.Propagation),
            C = (long)(options.Clear & Berth.Linux.Sys.MOUNT_ATTR__ATIME),
            Data = options.Bind ? null : PlanBytes.Settings(
            [
                .. options.Settings,
                KeyValuePair.Create<string, string?>((options.Set & Berth.Linux.Sys.MOUNT_ATTR_RDONLY) != 0 ? "ro" : "rw", null),
            ]),
            Detail = options.ToString(),
        };

    /// <summary>Text1: path, A: mode. Parents are made too; what is there already stays.</summary>
    public static Operation MakeDirectory(string path, uint mode) =>
        new(OpCode.MakeDirectory, $"mkdir {path}") { Text1 = path, A = mode, Detail = Octal(mode) };

    /// <summary>Text1: path, A: type and mode, B: device number as the kernel takes it (12 bits of major, 20 of minor), C: uid, D: gid.</summary>
    public static Operation MakeNode(string path, char type, uint mode, long major, long minor, uint uid, uint gid) =>
        new(OpCode.MakeNode, $"mknod {path}")
        {
            Text1 = path,
            A = mode,
            B = ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12),
            C = uid,
            D = gid,
            Detail = string.Create(CultureInfo.InvariantCulture, $"{type} {major}:{minor} {Octal(mode & 0xfff)} {uid}:{gid}"),
        };

    /// <summary>Text1: path of the link, Text2: what it says. A link that is there already is left.</summary>
    public static Operation MakeSymlink(string path, string target) =>
        new(OpCode.MakeSymlink, $"symlink {path}") { Text1 = path, Text2 = target, Detail = $"-> {target}" };

    /// <summary>Text1: a path that becomes an empty read-only directory, or /dev/null; nothing happens where there is nothing.</summary>
    public static Operation MaskPath(string path) => new(OpCode.MaskPath, $"mask {path}") { Text1 = path };

    /// <summary>Text1: a path that becomes read-only, with all below it; nothing happens where there is nothing.</summary>
    public static Operation ReadonlyPath(string path) => new(OpCode.ReadonlyPath, $"read-only {path}") { Text1 = path };

    /// <summary>Text1: a mount of the container. A: attributes set on it, B: propagation.</summary>
    public static Operation SetAttributes(string path, string words, ulong set, ulong propagation) =>
        new(OpCode.SetAttributes, $"make {path} {words}") { Text1 = path, A = (long)set, B = (long)propagation };

    /// <summary>Makes the root the root; the host's mounts are gone from the namespace after it. A: 1 to cut their propagation first.</summary>
    public static Operation PivotRoot(bool cutPropagation) =>
        new(OpCode.PivotRoot, "pivot_root") { A = cutPropagation ? 1 : 0 };

    /// <summary>The same for a host whose own root cannot be pivoted away from (an initramfs).</summary>
    public static Operation MoveRoot() => new(OpCode.MoveRoot, "move root over /");

    private static string Octal(uint mode) => "0" + Convert.ToString(mode, 8);
}
