using System.Net;
using Berth.Network;
using Berth.Network.Addresses;
using CsCheck;
using Xunit;

namespace Berth.Unit.Network.Addresses;

public sealed class AddressAllocatorTests
{
    private static readonly IpPrefix s_subnet = IpPrefix.Parse("10.0.0.0/29");

    [Fact]
    public void Next_Repeated_GoesUpwardsAroundTheGateway()
    {
        AddressAllocator addresses = New();

        Assert.Equal(["10.0.0.2", "10.0.0.3", "10.0.0.4"], Enumerable.Range(0, 3).Select(_ => addresses.Next().ToString()));
    }

    [Fact]
    public void Next_AfterARelease_ReusesLate()
    {
        AddressAllocator addresses = New();
        IPAddress first = addresses.Next();
        addresses.Release(first);

        Assert.NotEqual(first, addresses.Next());
    }

    [Fact]
    public void Next_AtTheEnd_WrapsToWhatWasReleased()
    {
        AddressAllocator addresses = New();
        IPAddress[] all = [.. Enumerable.Range(0, 5).Select(_ => addresses.Next())];
        addresses.Release(all[2]);

        Assert.Equal(all[2], addresses.Next());
    }

    [Fact]
    public void Next_Full_SaysSo()
    {
        AddressAllocator addresses = New();
        for (int i = 0; i < 5; i++)
        {
            addresses.Next();
        }

        NetworkException e = Assert.Throws<NetworkException>(() => addresses.Next());
        Assert.Equal(NetworkErrorKind.Exhausted, e.Kind);
    }

    [Theory]
    [InlineData("10.0.0.0", NetworkErrorKind.InvalidParameter)] // the network's own
    [InlineData("10.0.0.7", NetworkErrorKind.InvalidParameter)] // broadcast
    [InlineData("10.0.1.1", NetworkErrorKind.InvalidParameter)]
    [InlineData("10.0.0.1", NetworkErrorKind.Conflict)] // the gateway's
    public void Take_NotToBeHad_IsRefused(string address, NetworkErrorKind kind)
    {
        Assert.Equal(kind, Assert.Throws<NetworkException>(() => New().Take(IPAddress.Parse(address))).Kind);
    }

    [Fact]
    public void Next_WithARange_StaysInIt()
    {
        AddressAllocator addresses = new(IpPrefix.Parse("10.9.0.0/16"), IpPrefix.Parse("10.9.5.0/30"), [IPAddress.Parse("10.9.5.1"), IPAddress.Parse("10.8.0.1")], "n");

        Assert.Equal(["10.9.5.0", "10.9.5.2", "10.9.5.3"], Enumerable.Range(0, 3).Select(_ => addresses.Next().ToString()));
        Assert.Equal(NetworkErrorKind.Exhausted, Assert.Throws<NetworkException>(() => addresses.Next()).Kind);
        addresses.Take(IPAddress.Parse("10.9.200.1"));
    }

    [Fact]
    public void Next_IPv6_PassesOverTheRoutersAddress()
    {
        AddressAllocator addresses = new(IpPrefix.Parse("fd00:1::/64"), null, [IPAddress.Parse("fd00:1::1")], "n");

        Assert.Equal(["fd00:1::2", "fd00:1::3"], Enumerable.Range(0, 2).Select(_ => addresses.Next().ToString()));
        addresses.Take(IPAddress.Parse("fd00:1::ffff:ffff:ffff:ffff"));
        Assert.Throws<NetworkException>(() => addresses.Take(IPAddress.Parse("fd00:1::")));
        Assert.Throws<NetworkException>(() => addresses.Take(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Next_AfterAdopt_ComesBehindIt()
    {
        AddressAllocator addresses = New();
        addresses.Adopt(IPAddress.Parse("10.0.0.4"));

        Assert.Equal("10.0.0.5", addresses.Next().ToString());
    }

    [Fact]
    public void NextAndRelease_AnyOrder_NeverGivesOneTwice() =>
        Gen.Bool.Array[1, 100].Sample(steps =>
        {
            AddressAllocator addresses = New();
            var held = new Queue<IPAddress>();
            foreach (bool take in steps)
            {
                if (take && held.Count < 5)
                {
                    IPAddress address = addresses.Next();
                    Assert.DoesNotContain(address, held);
                    Assert.InRange(IpPrefix.ToNumber(address), s_subnet.First + 2, s_subnet.Last - 1);
                    held.Enqueue(address);
                }
                else if (held.TryDequeue(out IPAddress? oldest))
                {
                    addresses.Release(oldest);
                }
            }
        });

    private static AddressAllocator New() => new(s_subnet, null, [IPAddress.Parse("10.0.0.1")], "bridge");
}
