using System.Runtime.InteropServices;
using Berth.Linux.Iptables;
using Xunit;

namespace Berth.Unit.Linux.Iptables;

public sealed class LegacyFilterTests
{
    private const int First = 152;

    [Theory]
    [InlineData(false, -1, true)]
    [InlineData(false, -2, false)]
    [InlineData(true, -1, true)]
    [InlineData(true, -2, false)]
    public void IsDrop_PolicyOfForward_IsReadWhereTheTableSaysItIs(bool ipv6, int verdict, bool expected)
    {
        byte[] table = new byte[400];
        int field = First + (ipv6 ? XtLayout.Ipv6TargetOffset : XtLayout.Ipv4TargetOffset);
        ushort target = ipv6 ? (ushort)168 : (ushort)112;
        MemoryMarshal.Write(table.AsSpan(field), in target);
        MemoryMarshal.Write(table.AsSpan(First + target + XtLayout.TargetVerdict), in verdict);

        Assert.Equal(expected, LegacyFilter.IsDrop(Info(First), table, ipv6));
    }

    [Theory]
    [InlineData(350u)]
    [InlineData(400u)]
    [InlineData(uint.MaxValue)]
    public void IsDrop_OutsideTheTable_IsNotFollowed(uint policy)
    {
        byte[] table = new byte[400];
        Array.Fill(table, (byte)0xff);

        Assert.False(LegacyFilter.IsDrop(Info(policy), table, ipv6: false));
    }

    private static byte[] Info(uint policy)
    {
        byte[] info = new byte[XtLayout.InfoSize];
        MemoryMarshal.Write(info.AsSpan(XtLayout.InfoUnderflow + 8), in policy);
        return info;
    }
}
