using System.Runtime.CompilerServices;
using Berth.Linux.Netlink;
using static Berth.Linux.Netlink.NetlinkConstants;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>Talks to nf_tables of one network namespace over netlink: no library, no program. Not thread-safe.</summary>
public sealed class NftSocket : IDisposable
{
    private readonly NetlinkSocket _socket;

    private NftSocket(NetlinkSocket socket) => _socket = socket;

    /// <summary>Marks this socket's own changes in notifications.</summary>
    public uint Port => _socket.Port;

    /// <summary>Opens a socket in the calling thread's network namespace.</summary>
    public static NftSocket Open() => new(NetlinkSocket.Open(NETLINK_NETFILTER));

    /// <summary>Commits the transaction.</summary>
    /// <exception cref="NetlinkException">The kernel refused; nothing was changed.</exception>
    public void Commit(NftTransaction transaction) => _socket.Transact(transaction.Commit());

    /// <summary>Base chains of other programs' tables that drop by default: where packets may be lost although our table accepts them.</summary>
    public IReadOnlyList<NftDropPolicy> DropPolicies()
    {
        var request = new NetlinkBatch();
        request.Begin((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETCHAIN, NLM_F_DUMP, new nfgenmsg(), "list chains");
        List<NftDropPolicy> found = [];
        _socket.Query(request, (_, body) =>
        {
            if (body.Length > Unsafe.SizeOf<nfgenmsg>() && ReadDropPolicy(body) is { } policy)
            {
                found.Add(policy);
            }
        });
        return found;
    }

    public void Dispose() => _socket.Dispose();

    private static NftDropPolicy? ReadDropPolicy(ReadOnlySpan<byte> body)
    {
        string table = "", chain = "";
        NftHook? hook = null;
        bool drops = false;
        var attributes = new AttributeReader(body[Unsafe.SizeOf<nfgenmsg>()..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NFTA_CHAIN_TABLE:
                    table = attributes.Text;
                    break;
                case NFTA_CHAIN_NAME:
                    chain = attributes.Text;
                    break;
                case NFTA_CHAIN_HOOK:
                    var inner = new AttributeReader(attributes.Payload);
                    while (inner.Next())
                    {
                        hook = inner.Type == NFTA_HOOK_HOOKNUM ? (NftHook)inner.UInt32BigEndian : hook;
                    }

                    break;
                case NFTA_CHAIN_POLICY:
                    drops = attributes.UInt32BigEndian == NF_DROP;
                    break;
            }
        }

        return drops && hook is { } at ? new NftDropPolicy(body[0], table, chain, at) : null;
    }
}
