using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>Addresses and default routes of either family (rtnetlink(7)).</summary>
public static class InternetRequests
{
    private const byte Inet6 = 10;

    /// <summary>An address; the kernel adds the prefix's route. An IPv6 one can be used at once: nobody looks for a duplicate.</summary>
    public static void AddAddress(this NetlinkBatch batch, int index, IPAddress address, int prefixLength)
    {
        byte[] bytes = address.GetAddressBytes();
        bool isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        var header = new ifaddrmsg { ifa_family = Family(address), ifa_prefixlen = (byte)prefixLength, ifa_index = (uint)index };
        batch.Begin(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, header, $"add address {address} to link {index}");
        batch.Attribute(IFA_LOCAL, bytes);
        batch.Attribute(IFA_ADDRESS, bytes);
        if (!isIPv4)
        {
            batch.UInt32(IFA_FLAGS, IFA_F_NODAD);
        }
        else if (prefixLength < 31)
        {
            uint number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            batch.UInt32BigEndian(IFA_BROADCAST, number | (uint.MaxValue >> prefixLength));
        }
    }

    /// <summary>The default route of the gateway's family; in place of the one that is there.</summary>
    public static void SetDefaultRoute(this NetlinkBatch batch, int index, IPAddress gateway)
    {
        batch.Begin(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, Default(Family(gateway)), $"set default route by {gateway}");
        batch.Attribute(RTA_GATEWAY, gateway.GetAddressBytes());
        batch.UInt32(RTA_OIF, (uint)index);
    }

    /// <summary>Removes the default route of a family; ESRCH: there is none.</summary>
    public static void DeleteDefaultRoute(this NetlinkBatch batch, AddressFamily family) =>
        batch.Begin(RTM_DELROUTE, NLM_F_ACK, Default(family == AddressFamily.InterNetwork ? (byte)Libc.AF_INET : Inet6), "delete default route");

    /// <summary>Prefixes of IPv6 that are in use, by an interface's address or a route; without link-local and multicast ones.</summary>
    public static IReadOnlyList<(IPAddress Address, int Length)> IPv6Prefixes(this RouteSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var request = new NetlinkBatch();
        request.Begin(RTM_GETROUTE, NLM_F_DUMP, new rtmsg { rtm_family = Inet6 }, "list IPv6 routes");
        List<(IPAddress, int)> found = [];
        socket.Query(request, (type, body) =>
        {
            if (type == RTM_NEWROUTE && body.Length >= Unsafe.SizeOf<rtmsg>() && ReadDestination(body) is { IsIPv6LinkLocal: false, IsIPv6Multicast: false } address)
            {
                found.Add((address, MemoryMarshal.Read<rtmsg>(body).rtm_dst_len));
            }
        });
        return found;
    }

    private static IPAddress? ReadDestination(ReadOnlySpan<byte> body)
    {
        var attributes = new AttributeReader(body[Unsafe.SizeOf<rtmsg>()..]);
        while (attributes.Next())
        {
            if (attributes.Type == RTA_DST && attributes.Payload.Length == 16)
            {
                return new IPAddress(attributes.Payload);
            }
        }

        return null;
    }

    private static byte Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? (byte)Libc.AF_INET : Inet6;

    private static rtmsg Default(byte family) => new()
    {
        rtm_family = family,
        rtm_table = RT_TABLE_MAIN,
        rtm_protocol = RTPROT_BOOT,
        rtm_scope = RT_SCOPE_UNIVERSE,
        rtm_type = RTN_UNICAST,
    };
}
