using System.Globalization;
using System.Text;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

internal sealed partial record Operation
{
    /// <summary>Text1: namespace file, A: its CLONE_NEW… flag, B: its descriptor, or -1 to open the path.</summary>
    public static Operation JoinNamespace(string kind, string path, ulong flag, int file) =>
        new(OpCode.JoinNamespace, $"join {kind} namespace {path}") { Text1 = path, A = (long)flag, B = file };

    /// <summary>
    /// The process goes on as a new one with the same parent, which is told of it: what is joined or made for children only (pid
    /// namespaces), or can be made only in a user namespace that was joined before, begins there. A: CLONE_NEW… flags.
    /// </summary>
    public static Operation CloneAgain(ulong flags) =>
        new(OpCode.CloneAgain, "clone again") { A = (long)flags, Detail = string.Join(',', NamespaceKinds.NamesOf(flags)) };

    /// <summary>
    /// Waits until the parent has done its <see cref="Preparation"/>. A: how many descriptors come with that. Data: room for all
    /// of the plan's sources, an int each.
    /// </summary>
    public static Operation AwaitPreparation(int received, int sources) =>
        new(OpCode.AwaitPreparation, "await preparation")
        {
            A = received,
            Data = new byte[sizeof(int) * sources],
            Detail = received == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"and {received} descriptors"),
        };

    /// <summary>Text1: a source to open, with the identity that the process still has. A: 1 recursively, B: 1 as a directory.</summary>
    public static Operation OpenSource(MountSource source, int index) =>
        new(OpCode.OpenSource, $"open {source.Path}")
        {
            Text1 = source.Path,
            A = source.Recursive ? 1 : 0,
            B = source.IsRoot ? 1 : 0,
            Source = index,
            Detail = source.IsRoot ? "as root" : source.Recursive ? "recursively" : "",
        };

    /// <summary>The process becomes user 0 and group 0 of its user namespace; other groups go where the namespace lets them.</summary>
    public static Operation BecomeRoot() => new(OpCode.BecomeRoot, "become root of the user namespace");

    /// <summary>Data: what goes into timens_offsets before the process enters its new time namespace.</summary>
    public static Operation NewTimeNamespace(IReadOnlyDictionary<string, LinuxTimeOffset> offsets) =>
        new(OpCode.NewTimeNamespace, "new time namespace")
        {
            Data = PlanBytes.Raw(OffsetLines(offsets)),
            Detail = OffsetLines(offsets).TrimEnd('\n').Replace("\n", ", ", StringComparison.Ordinal),
        };

    /// <summary>The root becomes the process's root where the mounts are not its own to rearrange.</summary>
    public static Operation ChangeRoot() => new(OpCode.ChangeRoot, "chroot");

    private static string OffsetLines(IReadOnlyDictionary<string, LinuxTimeOffset> offsets)
    {
        var text = new StringBuilder();
        foreach ((string clock, LinuxTimeOffset offset) in offsets.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{clock} {offset.Secs} {offset.Nanosecs}\n");
        }

        return text.ToString();
    }
}
