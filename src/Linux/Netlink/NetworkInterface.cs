namespace Berth.Linux.Netlink;

/// <summary>A network interface as rtnetlink lists it.</summary>
/// <param name="Index">Its number in its namespace, from 1.</param>
/// <param name="Master">Number of the bridge it is a port of; 0: none.</param>
/// <param name="Kind">The driver's name (<c>bridge</c>, <c>veth</c>); empty for hardware.</param>
public sealed record NetworkInterface(int Index, string Name, int Master, string Kind, bool IsUp);

/// <summary>An IPv4 prefix that is in use, by an interface's address or a route. In host byte order.</summary>
/// <param name="Address">An address as it is assigned, or a route's destination.</param>
/// <param name="InterfaceIndex">Whose it is; 0: unknown.</param>
public sealed record UsedPrefix(uint Address, int Length, int InterfaceIndex);
