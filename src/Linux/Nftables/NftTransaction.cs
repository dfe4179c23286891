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
    private const string BeginLabel = "begin";
    private const string CommitLabel = "commit";

    /// <summary>libnftnl's note (type, length, value) that keys are in the host's byte order: without it nft(8) prints names as nothing.</summary>
    private static readonly byte[] s_textualKey = [0, 4, 1, 0, 0, 0];

    private readonly string _table;
    private uint _setId;

    public NftTransaction(string table)
    {
        _table = table;
        Boundary(NFNL_MSG_BATCH_BEGIN, BeginLabel);
    }

    internal NetlinkBatch Batch { get; } = new();

    /// <summary>What the transaction does, a command of nft(8) each.</summary>
    public IReadOnlyList<string> Commands => [.. Batch.Labels.Where(static label => label is not (BeginLabel or CommitLabel))];

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

    /// <summary>Creates a base chain, or a chain that must not be there.</summary>
    public NftTransaction AddChain(NftChain chain)
    {
        var asBase = chain as NftBaseChain;
        Begin(NFT_MSG_NEWCHAIN, asBase is null ? (ushort)(NLM_F_CREATE | NLM_F_EXCL) : NLM_F_CREATE, $"add chain inet {_table} {chain.Name}");
        Batch.Text(NFTA_CHAIN_TABLE, _table);
        Batch.Text(NFTA_CHAIN_NAME, chain.Name);
        if (asBase is null)
        {
            return this;
        }

        using (Batch.Nested(NFTA_CHAIN_HOOK))
        {
            Batch.UInt32BigEndian(NFTA_HOOK_HOOKNUM, (uint)asBase.Hook);
            Batch.UInt32BigEndian(NFTA_HOOK_PRIORITY, (uint)asBase.Priority);
        }

        Batch.UInt32BigEndian(NFTA_CHAIN_POLICY, NF_ACCEPT);
        Batch.Text(NFTA_CHAIN_TYPE, asBase.Type);
        return this;
    }

    /// <summary>Deletes a chain with its rules; nothing may lead to it any more.</summary>
    public NftTransaction DeleteChain(NftChain chain)
    {
        Begin(NFT_MSG_DELRULE, 0, $"flush chain inet {_table} {chain.Name}");
        Batch.Text(NFTA_RULE_TABLE, _table);
        Batch.Text(NFTA_RULE_CHAIN, chain.Name);
        Begin(NFT_MSG_DELCHAIN, 0, $"delete chain inet {_table} {chain.Name}");
        Batch.Text(NFTA_CHAIN_TABLE, _table);
        Batch.Text(NFTA_CHAIN_NAME, chain.Name);
        return this;
    }

    public NftTransaction AddMap(NftMap map)
    {
        BeginSet(map.Name, map.Value.Count > 0, map.Key, map.KeyLength);
        if (map.Value.Count > 0)
        {
            Batch.UInt32BigEndian(NFTA_SET_DATA_TYPE, Concatenation(map.Value));
            Batch.UInt32BigEndian(NFTA_SET_DATA_LEN, map.ValueLength);
        }

        Batch.UInt32BigEndian(NFTA_SET_ID, ++_setId);
        if (map.Key is [NftType.InterfaceName])
        {
            Batch.Attribute(NFTA_SET_USERDATA, s_textualKey);
        }

        return this;
    }

    public NftTransaction AddMap(NftVerdictMap map)
    {
        BeginSet(map.Name, isMap: true, [NftType.InterfaceName], NftRule.InterfaceNameSize);
        Batch.UInt32BigEndian(NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
        Batch.UInt32BigEndian(NFTA_SET_ID, ++_setId);
        Batch.Attribute(NFTA_SET_USERDATA, s_textualKey);
        return this;
    }

    /// <summary>Sends packets of an interface through a chain, and back to where they came from when it has no verdict.</summary>
    public NftTransaction AddJump(NftVerdictMap map, string interfaceName, NftChain chain)
    {
        Begin(NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, $"add element inet {_table} {map.Name} {{ \"{interfaceName}\" : jump {chain.Name} }}");
        using OpenElement element = Element(map.Name);
        Value(NFTA_SET_ELEM_KEY, NftRule.InterfaceName(interfaceName));
        using (Batch.Nested(NFTA_SET_ELEM_DATA))
        using (Batch.Nested(NFTA_DATA_VERDICT))
        {
            Batch.UInt32BigEndian(NFTA_VERDICT_CODE, unchecked((uint)NFT_JUMP));
            Batch.Text(NFTA_VERDICT_CHAIN, chain.Name);
        }

        return this;
    }

    /// <summary>Adds an interface to a set of names; it must not be there.</summary>
    public NftTransaction AddInterface(NftMap set, string interfaceName) =>
        Named(NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, "add", set.Name, interfaceName);

    /// <summary>Undoes <see cref="AddInterface"/>; the element must be there.</summary>
    public NftTransaction DeleteInterface(NftMap set, string interfaceName) => Named(NFT_MSG_DELSETELEM, 0, "delete", set.Name, interfaceName);

    /// <summary>Undoes <see cref="AddJump"/>; the element must be there.</summary>
    public NftTransaction DeleteJump(NftVerdictMap map, string interfaceName) => Named(NFT_MSG_DELSETELEM, 0, "delete", map.Name, interfaceName);

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
        var rule = new NftRule(Batch);
        using (Batch.Nested(NFTA_RULE_EXPRESSIONS))
        {
            expressions(rule);
        }

        Batch.Relabel($"add rule inet {_table} {chain.Name} {rule}");
        return this;
    }

    internal NetlinkBatch Commit()
    {
        Boundary(NFNL_MSG_BATCH_END, CommitLabel);
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
                    if (type == NFT_MSG_NEWSETELEM && map.Value.Count > 0)
                    {
                        Value(NFTA_SET_ELEM_DATA, element.Value.Span);
                    }
                }
            }
        }
    }

    /// <summary>A message about one element whose key is a name.</summary>
    private NftTransaction Named(ushort message, ushort flags, string verb, string set, string interfaceName)
    {
        Begin(message, flags, $"{verb} element inet {_table} {set} {{ \"{interfaceName}\" }}");
        using OpenElement element = Element(set);
        Value(NFTA_SET_ELEM_KEY, NftRule.InterfaceName(interfaceName));
        return this;
    }

    /// <summary>The attributes up to a message's only element, which stays open.</summary>
    private OpenElement Element(string map)
    {
        Batch.Text(NFTA_SET_ELEM_LIST_TABLE, _table);
        Batch.Text(NFTA_SET_ELEM_LIST_SET, map);
        NetlinkBatch.Nest list = Batch.Nested(NFTA_SET_ELEM_LIST_ELEMENTS);
        return new OpenElement(list, Batch.Nested(NFTA_LIST_ELEM));
    }

    private void BeginSet(string name, bool isMap, IReadOnlyList<NftType> key, uint keyLength)
    {
        Begin(NFT_MSG_NEWSET, NLM_F_CREATE, $"add {(isMap ? "map" : "set")} inet {_table} {name}");
        Batch.Text(NFTA_SET_TABLE, _table);
        Batch.Text(NFTA_SET_NAME, name);
        Batch.UInt32BigEndian(NFTA_SET_FLAGS, isMap ? NFT_SET_MAP : 0);
        Batch.UInt32BigEndian(NFTA_SET_KEY_TYPE, Concatenation(key));
        Batch.UInt32BigEndian(NFTA_SET_KEY_LEN, keyLength);
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

    private readonly ref struct OpenElement(NetlinkBatch.Nest list, NetlinkBatch.Nest element)
    {
        private readonly NetlinkBatch.Nest _list = list;
        private readonly NetlinkBatch.Nest _element = element;

        public void Dispose()
        {
            _element.Dispose();
            _list.Dispose();
        }
    }
}
