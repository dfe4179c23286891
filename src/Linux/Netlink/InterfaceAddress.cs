using System.Net;

namespace Berth.Linux.Netlink;

/// <summary>An address of an interface, of any family, as it can be given to another one.</summary>
/// <param name="Family">AF_INET, AF_INET6.</param>
/// <param name="Scope">RT_SCOPE_… of rtnetlink(7); 0 is global.</param>
/// <param name="Flags">IFA_F_….</param>
/// <param name="Attributes">Local address, peer, broadcast and metric as the kernel gave them: type and payload.</param>
public sealed record InterfaceAddress(
    byte Family, byte PrefixLength, byte Scope, uint Flags, IReadOnlyList<KeyValuePair<ushort, byte[]>> Attributes)
{
    /// <summary>Neither learned nor expiring (IFA_F_PERMANENT).</summary>
    public bool IsPermanent => (Flags & NetlinkConstants.IFA_F_PERMANENT) != 0;

    /// <summary>RT_SCOPE_UNIVERSE: it means something beyond its link and its host.</summary>
    public bool IsGlobal => Scope == NetlinkConstants.RT_SCOPE_UNIVERSE;

    /// <summary>The interface's own address; null where the kernel names none.</summary>
    public IPAddress? Local => (Attributes.FirstOrDefault(static pair => pair.Key == NetlinkConstants.IFA_LOCAL).Value
        ?? Attributes.FirstOrDefault(static pair => pair.Key == NetlinkConstants.IFA_ADDRESS).Value) is { Length: 4 or 16 } bytes
        ? new IPAddress(bytes)
        : null;
}
