using static Berth.Linux.Netlink.NetlinkConstants;

namespace Berth.Linux.Netlink;

/// <summary>Interfaces that share one of the host's (macvlan and ipvlan, ip-link(8)), and what they are on.</summary>
public static class VlanRequests
{
    private const string MacVlan = "macvlan";

    /// <summary>An interface on another one, down.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="kind"><c>macvlan</c> or <c>ipvlan</c>.</param>
    /// <param name="name">At most 15 bytes.</param>
    /// <param name="parent">Number of the interface below.</param>
    /// <param name="mode">macvlan: private, vepa, bridge, passthru; ipvlan: l2, l3, l3s.</param>
    /// <param name="mac">Hardware address of a macvlan; empty: one of the kernel's choice.</param>
    /// <param name="target">The namespace in which it is born; null: this one.</param>
    /// <param name="mtu">In bytes; 0: the parent's.</param>
    /// <param name="index">The number that it is to have; 0: the kernel's choice.</param>
    public static void AddVlan(
        this NetlinkBatch batch, string kind, string name, int parent, string mode, ReadOnlyMemory<byte> mac = default, Fd? target = null, int mtu = 0, int index = 0)
    {
        batch.Begin(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, new ifinfomsg { ifi_index = index }, $"create {kind} {name}");
        batch.Text(IFLA_IFNAME, name);
        batch.UInt32(IFLA_LINK, (uint)parent);
        if (!mac.IsEmpty && kind == MacVlan)
        {
            batch.Attribute(IFLA_ADDRESS, mac.Span);
        }

        if (mtu > 0)
        {
            batch.UInt32(IFLA_MTU, (uint)mtu);
        }

        if (target is not null)
        {
            batch.UInt32(IFLA_NET_NS_FD, (uint)target.Number);
        }

        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, kind);
            using (batch.Nested(IFLA_INFO_DATA))
            {
                AddMode(batch, kind, mode);
            }
        }
    }

    /// <summary>An interface that leads nowhere, up.</summary>
    public static void AddDummy(this NetlinkBatch batch, string name)
    {
        BeginUp(batch, name, "dummy");
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, "dummy");
        }
    }

    /// <summary>A VLAN of another interface (802.1Q), up.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="name">At most 15 bytes.</param>
    /// <param name="parent">Number of the interface below.</param>
    /// <param name="id">1 to 4094.</param>
    public static void AddSubinterface(this NetlinkBatch batch, string name, int parent, ushort id)
    {
        BeginUp(batch, name, "vlan");
        batch.UInt32(IFLA_LINK, (uint)parent);
        using (batch.Nested(IFLA_LINKINFO))
        {
            batch.Text(IFLA_INFO_KIND, "vlan");
            using (batch.Nested(IFLA_INFO_DATA))
            {
                batch.Attribute(IFLA_VLAN_ID, BitConverter.GetBytes(id));
            }
        }
    }

    private static void BeginUp(NetlinkBatch batch, string name, string kind)
    {
        batch.Begin(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, new ifinfomsg { ifi_flags = IFF_UP, ifi_change = IFF_UP }, $"create {kind} {name}");
        batch.Text(IFLA_IFNAME, name);
    }

    private static void AddMode(NetlinkBatch batch, string kind, string mode)
    {
        if (kind == MacVlan)
        {
            batch.UInt32(IFLA_MACVLAN_MODE, mode switch
            {
                "private" => MACVLAN_MODE_PRIVATE,
                "vepa" => MACVLAN_MODE_VEPA,
                "passthru" => MACVLAN_MODE_PASSTHRU,
                _ => MACVLAN_MODE_BRIDGE,
            });
            return;
        }

        ushort value = mode switch
        {
            "l3" => IPVLAN_MODE_L3,
            "l3s" => IPVLAN_MODE_L3S,
            _ => IPVLAN_MODE_L2,
        };
        batch.Attribute(IFLA_IPVLAN_MODE, BitConverter.GetBytes(value));
    }
}
