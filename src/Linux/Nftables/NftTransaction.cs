using System.Buffers.Binary;
using Berth.Linux.Netlink;
using static Berth.Linux.Netlink.NetlinkConstants;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>
/// A transaction on one table of the <c>inet</c> family: all of it happens or nothing.
/// <code>
/// NFNL_MSG_BATCH_BEGIN | NFT_MSG_… | NFT_MSG_… | NFNL_MSG_BATCH_END
/// </code>
/// Numbers in nf_tables attributes are big-endian; what is compared with a packet is in the packet's or the host's order, as the
/// expression that loads it leaves it.
/// </summary>
public sealed class NftTransaction
{
    private const int MaximumElements = 512;

    private readonly string _table;
    private uint _setId;

    public NftTransaction(string table)
    {
        _table = table;
        Boundary(NFNL_MSG_BATCH_BEGIN, "begin");
    }

    internal NetlinkBatch Batch { get; } = new();

    /// <summary>Creates the table; it may be there already.</summary>
    public NftTransaction AddTable()
    {
        Begin(NFT_MSG_NEWTABLE, NLM_F_CREATE, $"add table inet {_table}");
        Batch.Text(NFTA_TABLE_NAME, _table);
        return this;
    }

    /// <summary>Deletes the table with all that is in it; it must be there.</summary>
    public NftTransaction DeleteTable()
    {
        Begin(NFT_MSG_DELTABLE, 0, $"delete table inet {_table}");
        Batch.Text(NFTA_TABLE_NAME, _table);
        return this;
    }

    public NftTransaction AddChain(NftChain chain)
    {
        Begin(NFT_MSG_NEWCHAIN, NLM_F_CREATE, $"add chain inet {_table} {chain.Name}");
        Batch.Text(NFTA_CHAIN_TABLE, _table);
        Batch.Text(NFTA_CHAIN_NAME, chain.Name);
        using (Batch.Nested(NFTA_CHAIN_HOOK))
        {
            Batch.UInt32BigEndian(NFTA_HOOK_HOOKNUM, (uint)chain.Hook);
            Batch.UInt32BigEndian(NFTA_HOOK_PRIORITY, (uint)chain.Priority);
        }

        Batch.UInt32BigEndian(NFTA_CHAIN_POLICY, NF_ACCEPT);
        Batch.Text(NFTA_CHAIN_TYPE, chain.Type);
        return this;
    }

    public NftTransaction AddMap(NftMap map)
    {
        Begin(NFT_MSG_NEWSET, NLM_F_CREATE, $"add map inet {_table} {map.Name}");
        Batch.Text(NFTA_SET_TABLE, _table);
        Batch.Text(NFTA_SET_NAME, map.Name);
        Batch.UInt32BigEndian(NFTA_SET_FLAGS, NFT_SET_MAP);
        Batch.UInt32BigEndian(NFTA_SET_KEY_TYPE, Concatenation(map.Key));
        Batch.UInt32BigEndian(NFTA_SET_KEY_LEN, (uint)(4 * map.Key.Count));
        Batch.UInt32BigEndian(NFTA_SET_DATA_TYPE, Concatenation(map.Value));
        Batch.UInt32BigEndian(NFTA_SET_DATA_LEN, (uint)(4 * map.Value.Count));
        Batch.UInt32BigEndian(NFTA_SET_ID, ++_setId);
        return this;
    }

    /// <summary>Adds elements; one that is there with another value is an error (EEXIST).</summary>
    public NftTransaction AddElements(NftMap map, IReadOnlyCollection<NftElement> elements) =>
        Elements(NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, "add elements to", map, elements);

    /// <summary>Deletes elements; one that is not there is an error (ENOENT).</summary>
    public NftTransaction DeleteElements(NftMap map, IReadOnlyCollection<NftElement> elements) =>
        Elements(NFT_MSG_DELSETELEM, 0, "delete elements of", map, elements);

    /// <summary>Appends a rule to a chain.</summary>
    /// <param name="chain">A chain of this table.</param>
    /// <param name="expressions">Writes the rule's expressions in order.</param>
    public NftTransaction AddRule(NftChain chain, Action<NftRule> expressions)
    {
        Begin(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, $"add rule inet {_table} {chain.Name}");
        Batch.Text(NFTA_RULE_TABLE, _table);
        Batch.Text(NFTA_RULE_CHAIN, chain.Name);
        using (Batch.Nested(NFTA_RULE_EXPRESSIONS))
        {
            expressions(new NftRule(Batch));
        }

        return this;
    }

    internal NetlinkBatch Commit()
    {
        Boundary(NFNL_MSG_BATCH_END, "commit");
        return Batch;
    }

    /// <summary>An attribute holds 64 KiB at most, so many elements go in several messages.</summary>
    private NftTransaction Elements(ushort type, ushort flags, string verb, NftMap map, IReadOnlyCollection<NftElement> elements)
    {
        foreach (NftElement[] chunk in elements.Chunk(MaximumElements))
        {
            Chunk(type, flags, verb, map, chunk);
        }

        return this;
    }

    private void Chunk(ushort type, ushort flags, string verb, NftMap map, NftElement[] elements)
    {
        Begin(type, flags, $"{verb} map inet {_table} {map.Name}");
        Batch.Text(NFTA_SET_ELEM_LIST_TABLE, _table);
        Batch.Text(NFTA_SET_ELEM_LIST_SET, map.Name);
        using (Batch.Nested(NFTA_SET_ELEM_LIST_ELEMENTS))
        {
            foreach (NftElement element in elements)
            {
                using (Batch.Nested(NFTA_LIST_ELEM))
                {
                    Value(NFTA_SET_ELEM_KEY, element.Key.Span);
                    if (type == NFT_MSG_NEWSETELEM)
                    {
                        Value(NFTA_SET_ELEM_DATA, element.Value.Span);
                    }
                }
            }
        }
    }

    private void Value(ushort attribute, ReadOnlySpan<byte> bytes)
    {
        using (Batch.Nested(attribute))
        {
            Batch.Attribute(NFTA_DATA_VALUE, bytes);
        }
    }

    /// <summary>Every message asks for an acknowledgement: they are what tells a committed batch from one that was not read.</summary>
    private void Begin(ushort message, ushort flags, string label) => Batch.Begin(
        (ushort)((NFNL_SUBSYS_NFTABLES << 8) | message),
        (ushort)(flags | NLM_F_ACK),
        new nfgenmsg { nfgen_family = NFPROTO_INET },
        label);

    private void Boundary(ushort type, string label) =>
        Batch.Begin(type, 0, new nfgenmsg { res_id = BinaryPrimitives.ReverseEndianness(NFNL_SUBSYS_NFTABLES) }, label);

    /// <summary>nft's number for a concatenation: six bits a type, the first highest.</summary>
    private static uint Concatenation(IReadOnlyList<NftType> types) => types.Aggregate(0u, (sum, type) => (sum << 6) | (uint)type);
}
