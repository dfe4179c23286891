using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>Requests that take an interface from one network namespace to another (rtnetlink(7)).</summary>
public static class DeviceRequests
{
    // What of an address's flags can be asked for; the others say what the kernel has found out.
    private const uint Settable = IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN;

    /// <summary>Moves an interface and gives it a name there, in one request. It arrives down and without addresses.</summary>
    /// <param name="name">At most 15 bytes; the kernel puts a number in place of <c>%d</c>.</param>
    public static void MoveLink(this NetlinkBatch batch, int index, Fd target, string name)
    {
        batch.Begin(RTM_NEWLINK, NLM_F_ACK, new ifinfomsg { ifi_index = index }, $"move link {index} to another network namespace as {name}");
        batch.Text(IFLA_IFNAME, name);
        batch.UInt32(IFLA_NET_NS_FD, (uint)target.Number);
    }

    /// <summary>Gives an interface an address that another one had, or it had itself elsewhere.</summary>
    public static void AddAddress(this NetlinkBatch batch, int index, InterfaceAddress address)
    {
        var header = new ifaddrmsg
        {
            ifa_family = address.Family, ifa_prefixlen = address.PrefixLength, ifa_scope = address.Scope, ifa_index = (uint)index,
        };
        batch.Begin(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, header, $"add an address to link {index}");
        foreach ((ushort type, byte[] payload) in address.Attributes)
        {
            batch.Attribute(type, payload);
        }

        batch.UInt32(IFA_FLAGS, address.Flags & Settable);
    }

    /// <summary>All addresses of an interface, of every family.</summary>
    public static IReadOnlyList<InterfaceAddress> AddressesOf(this RouteSocket socket, int index)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var request = new NetlinkBatch();
        request.Begin(RTM_GETADDR, NLM_F_DUMP, new ifaddrmsg { ifa_index = (uint)index }, "list addresses");
        List<InterfaceAddress> found = [];
        socket.Query(request, (type, body) =>
        {
            if (type == RTM_NEWADDR && body.Length >= Unsafe.SizeOf<ifaddrmsg>() && MemoryMarshal.Read<ifaddrmsg>(body).ifa_index == index)
            {
                found.Add(ReadAddress(body));
            }
        });
        return found;
    }

    private static InterfaceAddress ReadAddress(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<ifaddrmsg>(body);
        uint flags = header.ifa_flags;
        List<KeyValuePair<ushort, byte[]>> kept = [];
        var attributes = new AttributeReader(body[Unsafe.SizeOf<ifaddrmsg>()..]);
        while (attributes.Next())
        {
            if (attributes.Type == IFA_FLAGS)
            {
                flags = attributes.UInt32;
            }
            else if (attributes.Type is IFA_ADDRESS or IFA_LOCAL or IFA_BROADCAST or IFA_RT_PRIORITY)
            {
                kept.Add(KeyValuePair.Create(attributes.Type, attributes.Payload.ToArray()));
            }
        }

        return new InterfaceAddress(header.ifa_family, header.ifa_prefixlen, header.ifa_scope, flags, kept);
    }
}
