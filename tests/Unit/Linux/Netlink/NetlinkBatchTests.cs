using System.Net;
using Berth.Linux.Netlink;
using Xunit;

namespace Berth.Unit.Linux.Netlink;

public sealed class NetlinkBatchTests
{
    [Fact]
    public void SetUp_OneRequest_IsAHeaderAndAnInterfaceMessage()
    {
        var batch = new NetlinkBatch();
        batch.SetUp(7);

        Assert.Equal(
            "20000000" + "1000" + "0500" + "01000000" + "00000000" // length 32, RTM_NEWLINK, REQUEST|ACK, sequence 1
            + "00000000" + "07000000" + "01000000" + "01000000", // AF_UNSPEC, index 7, flags and change IFF_UP
            Hex(batch));
    }

    [Fact]
    public void AddAddress_Slash16_HasLocalPeerAndBroadcast()
    {
        var batch = new NetlinkBatch();
        batch.AddAddress(2, IPAddress.Parse("172.17.0.2"), 16);

        Assert.Equal(
            "30000000" + "1400" + "0506" + "01000000" + "00000000"
            + "02100000" + "02000000"
            + "08000200ac110002" + "08000100ac110002" + "08000400ac11ffff",
            Hex(batch));
    }

    [Fact]
    public void AddAddress_Slash31_HasNoBroadcast()
    {
        var batch = new NetlinkBatch();
        batch.AddAddress(2, IPAddress.Parse("172.17.0.2"), 31);

        Assert.Equal(16 + 8 + (2 * 8), batch.Bytes.Length);
    }

    [Fact]
    public void DeleteLink_OddName_IsPaddedButItsLengthIsNot()
    {
        var batch = new NetlinkBatch();
        batch.DeleteLink("veth0");

        // Attribute: length 4 + 6 (with the zero), then two bytes of padding that the message's length includes.
        Assert.Equal("2c000000" + "1100" + "0500" + "01000000" + "00000000" + new string('0', 32) + "0a000300" + "766574683000" + "0000", Hex(batch));
    }

    [Fact]
    public void AddBridge_Nest_SpansItsAttributes()
    {
        var batch = new NetlinkBatch();
        batch.AddBridge("b", [2, 0x42, 1, 2, 3, 4], 1500);

        Assert.EndsWith("08000400dc050000" + "10001280" + "0b000100" + "62726964676500" + "00", Hex(batch), StringComparison.Ordinal);
    }

    [Fact]
    public void Begin_SeveralRequests_AreAlignedAndNumbered()
    {
        var batch = new NetlinkBatch();
        batch.DeleteLink("a");
        batch.DeleteLink("bb");
        batch.SetUp(1);

        var reader = new MessageReader(batch.Bytes);
        for (uint expected = 1; expected <= 3; expected++)
        {
            Assert.True(reader.Next());
            Assert.Equal(expected, reader.Header.nlmsg_seq);
        }

        Assert.False(reader.Next());
        Assert.Equal("delete link bb", batch.Label(2));
        Assert.Equal(3, batch.Acknowledgements);
    }

    [Fact]
    public void AddAddress_Ipv6_IsNotLookedForElsewhere()
    {
        var batch = new NetlinkBatch();
        batch.AddAddress(2, IPAddress.Parse("fd00::2"), 64);

        Assert.EndsWith("14000200fd000000000000000000000000000002" + "14000100fd000000000000000000000000000002" + "0800080002000000", Hex(batch), StringComparison.Ordinal);
    }

    [Fact]
    public void AddPort_Isolated_JoinsFirstAndComesUpIsolated()
    {
        var batch = new NetlinkBatch();
        batch.AddPort("v", 7, hairpin: false, isolated: true, ipv6: true);

        string hex = Hex(batch);
        Assert.Contains("08000a0007000000" + "10001a80" + "0c000a80" + "05000800" + "01000000", hex, StringComparison.Ordinal);
        Assert.EndsWith("05000400" + "00000000" + "05002100" + "01000000", hex, StringComparison.Ordinal);
        Assert.Equal(2, batch.Count);
    }

    private static string Hex(NetlinkBatch batch) => Convert.ToHexStringLower(batch.Bytes);
}
