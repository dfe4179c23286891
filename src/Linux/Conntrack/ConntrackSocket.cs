using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using Berth.Linux.Netlink;
using static Berth.Linux.Conntrack.ConntrackConstants;
using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Conntrack;

/// <summary>Where a tracked flow was sent by its first packet, before any address translation.</summary>
public readonly record struct OriginalDestination(byte Protocol, IPAddress Address, ushort Port);

/// <summary>
/// Connection tracking of one network namespace (nfnetlink_conntrack). A flow keeps the translation of its first packet for as long as
/// packets come, whatever the rules say since: who changes rules for datagrams must make the kernel forget. Not thread-safe.
/// </summary>
public sealed class ConntrackSocket : IDisposable
{
    /// <summary>The kernel's CTA_FILTER_FLAG(CTA_PROTO_NUM) (net/netfilter/nf_internals.h): flows of the protocol that the tuple names.</summary>
    private const uint ByProtocol = 1 << 3;

    private readonly NetlinkSocket _socket;

    private ConntrackSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    public static ConntrackSocket Open() => new(NetlinkSocket.Open(NETLINK_NETFILTER));

    /// <summary>
    /// Forgets the flows of an address family and a protocol that <paramref name="match"/> chooses; their next packet is judged anew. Flows of
    /// other protocols, most of them on most hosts, are left out by the kernel from 5.8 on.
    /// </summary>
    public void Forget(bool ipv6, byte protocol, Predicate<OriginalDestination> match)
    {
        var list = new NetlinkBatch();
        var family = new nfgenmsg { nfgen_family = (byte)(ipv6 ? Libc.AF_INET6 : Libc.AF_INET) };
        list.Begin((NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_GET, NLM_F_DUMP, family, "list tracked flows");
        using (list.Nested(CTA_FILTER))
        {
            list.UInt32(CTA_FILTER_ORIG_FLAGS, ByProtocol);
        }

        using (list.Nested(CTA_TUPLE_ORIG))
        using (list.Nested(CTA_TUPLE_PROTO))
        {
            list.UInt8(CTA_PROTO_NUM, protocol);
        }

        var delete = new NetlinkBatch();
        _socket.Query(list, (type, body) =>
        {
            if (type == ((NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_NEW) && body.Length > Unsafe.SizeOf<nfgenmsg>()
                && OriginalTuple(body[Unsafe.SizeOf<nfgenmsg>()..]) is { IsEmpty: false } tuple && Read(tuple) is var flow && flow.Protocol == protocol && match(flow))
            {
                delete.Begin((NFNL_SUBSYS_CTNETLINK << 8) | IPCTNL_MSG_CT_DELETE, NLM_F_ACK, family, "forget a tracked flow");
                delete.Attribute(CTA_TUPLE_ORIG | NLA_F_NESTED, tuple);
            }
        });
        try
        {
            if (delete.Count > 0)
            {
                _socket.Transact(delete);
            }
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT)
        {
            // It ended by itself; the others were forgotten all the same.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static ReadOnlySpan<byte> OriginalTuple(ReadOnlySpan<byte> flow)
    {
        var attributes = new AttributeReader(flow);
        while (attributes.Next())
        {
            if (attributes.Type == CTA_TUPLE_ORIG)
            {
                return attributes.Payload;
            }
        }

        return [];
    }

    /// <summary><c>CTA_TUPLE_IP { CTA_IP_V4_SRC, CTA_IP_V4_DST, or CTA_IP_V6_… } CTA_TUPLE_PROTO { CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT }</c></summary>
    internal static OriginalDestination Read(ReadOnlySpan<byte> tuple)
    {
        IPAddress address = IPAddress.None;
        byte protocol = 0;
        ushort port = 0;
        var parts = new AttributeReader(tuple);
        while (parts.Next())
        {
            var inner = new AttributeReader(parts.Payload);
            while (inner.Next())
            {
                switch (parts.Type, inner.Type)
                {
                    case (CTA_TUPLE_IP, CTA_IP_V4_DST):
                        address = inner.Payload.Length == 4 ? new IPAddress(inner.Payload) : address;
                        break;
                    case (CTA_TUPLE_IP, CTA_IP_V6_DST):
                        address = inner.Payload.Length == 16 ? new IPAddress(inner.Payload) : address;
                        break;
                    case (CTA_TUPLE_PROTO, CTA_PROTO_NUM) when inner.Payload.Length >= 1:
                        protocol = inner.Payload[0];
                        break;
                    case (CTA_TUPLE_PROTO, CTA_PROTO_DST_PORT) when inner.Payload.Length >= 2:
                        port = BinaryPrimitives.ReadUInt16BigEndian(inner.Payload);
                        break;
                }
            }
        }

        return new OriginalDestination(protocol, address, port);
    }
}
