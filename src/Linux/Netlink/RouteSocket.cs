using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>A socket for links, addresses and routes (rtnetlink(7)) of one network namespace. Not thread-safe.</summary>
public sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket _socket;

    private RouteSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    public static RouteSocket Open()
    {
        NetlinkSocket socket = NetlinkSocket.Open(NETLINK_ROUTE);
        socket.FilterLists();
        return new RouteSocket(socket);
    }

    /// <summary>Sends the requests together; throws for the first that failed, the others were carried out.</summary>
    /// <exception cref="NetlinkException">The kernel refused a request.</exception>
    public void Apply(NetlinkBatch requests)
    {
        // Without one there is nothing to send, which the kernel takes for a mistake (ENODATA).
        if (requests.Count > 0)
        {
            _socket.Transact(requests);
        }
    }

    /// <summary>The interface with this name, or null.</summary>
    public NetworkInterface? FindLink(string name)
    {
        var request = new NetlinkBatch();
        request.Begin(RTM_GETLINK, 0, new ifinfomsg(), $"look up {name}");
        request.Text(IFLA_IFNAME, name);
        try
        {
            return ReadLinks(request).FirstOrDefault();
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            return null;
        }
    }

    public IReadOnlyList<NetworkInterface> Links()
    {
        var request = new NetlinkBatch();
        request.Begin(RTM_GETLINK, NLM_F_DUMP, new ifinfomsg(), "list links");
        return ReadLinks(request);
    }

    /// <summary>All IPv4 addresses of the namespace.</summary>
    public IReadOnlyList<UsedPrefix> Addresses()
    {
        var request = new NetlinkBatch();
        request.Begin(RTM_GETADDR, NLM_F_DUMP, new ifaddrmsg { ifa_family = Libc.AF_INET }, "list addresses");
        List<UsedPrefix> found = [];
        _socket.Query(request, (type, body) =>
        {
            if (type != RTM_NEWADDR || body.Length < Unsafe.SizeOf<ifaddrmsg>())
            {
                return;
            }

            var header = MemoryMarshal.Read<ifaddrmsg>(body);
            var attributes = new AttributeReader(body[Unsafe.SizeOf<ifaddrmsg>()..]);
            while (attributes.Next())
            {
                if (attributes.Type == IFA_LOCAL)
                {
                    found.Add(new UsedPrefix(attributes.UInt32BigEndian, header.ifa_prefixlen, (int)header.ifa_index));
                }
            }
        });
        return found;
    }

    /// <summary>IPv4 unicast routes of the main table, without default routes.</summary>
    public IReadOnlyList<UsedPrefix> Routes()
    {
        var request = new NetlinkBatch();
        request.Begin(RTM_GETROUTE, NLM_F_DUMP, new rtmsg { rtm_family = Libc.AF_INET, rtm_type = RTN_UNICAST }, "list routes");
        List<UsedPrefix> found = [];
        _socket.Query(request, (type, body) =>
        {
            if (type == RTM_NEWROUTE && body.Length >= Unsafe.SizeOf<rtmsg>() && ReadRoute(body) is { } route)
            {
                found.Add(route);
            }
        });
        return found;
    }

    public void Dispose() => _socket.Dispose();

    internal void Query(NetlinkBatch request, MessageVisitor visit) => _socket.Query(request, visit);

    private static UsedPrefix? ReadRoute(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<rtmsg>(body);
        if (header.rtm_table != RT_TABLE_MAIN || header.rtm_type != RTN_UNICAST || header.rtm_dst_len == 0)
        {
            return null;
        }

        uint destination = 0;
        int index = 0;
        var attributes = new AttributeReader(body[Unsafe.SizeOf<rtmsg>()..]);
        while (attributes.Next())
        {
            if (attributes.Type == RTA_DST)
            {
                destination = attributes.UInt32BigEndian;
            }
            else if (attributes.Type == RTA_OIF)
            {
                index = (int)attributes.UInt32;
            }
        }

        return new UsedPrefix(destination, header.rtm_dst_len, index);
    }

    private List<NetworkInterface> ReadLinks(NetlinkBatch request)
    {
        List<NetworkInterface> found = [];
        _socket.Query(request, (type, body) =>
        {
            if (type == RTM_NEWLINK && body.Length >= Unsafe.SizeOf<ifinfomsg>())
            {
                found.Add(ReadLink(body));
            }
        });
        return found;
    }

    private static NetworkInterface ReadLink(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<ifinfomsg>(body);
        string name = "", kind = "";
        int master = 0;
        var attributes = new AttributeReader(body[Unsafe.SizeOf<ifinfomsg>()..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IFLA_IFNAME:
                    name = attributes.Text;
                    break;
                case IFLA_MASTER:
                    master = (int)attributes.UInt32;
                    break;
                case IFLA_LINKINFO:
                    kind = ReadKind(attributes.Payload);
                    break;
            }
        }

        return new NetworkInterface(header.ifi_index, name, master, kind, (header.ifi_flags & IFF_UP) != 0);
    }

    private static string ReadKind(ReadOnlySpan<byte> linkInfo)
    {
        var attributes = new AttributeReader(linkInfo);
        while (attributes.Next())
        {
            if (attributes.Type == IFLA_INFO_KIND)
            {
                return attributes.Text;
            }
        }

        return "";
    }
}
