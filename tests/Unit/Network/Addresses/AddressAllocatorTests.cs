using Berth.Network;
using Berth.Network.Addresses;
using CsCheck;
using Xunit;

namespace Berth.Unit.Network.Addresses;

public sealed class AddressAllocatorTests
{
    private static readonly Subnet s_subnet = Subnet.Parse("10.0.0.0/29");

    [Fact]
    public void Next_Repeated_GoesUpwardsAroundTheGateway()
    {
        AddressAllocator addresses = New();

        Assert.Equal([2u, 3u, 4u], [.. Enumerable.Range(0, 3).Select(_ => addresses.Next() & 0xff)]);
    }

    [Fact]
    public void Next_AfterARelease_ReusesLate()
    {
        AddressAllocator addresses = New();
        uint first = addresses.Next();
        addresses.Release(first);

        Assert.NotEqual(first, addresses.Next());
    }

    [Fact]
    public void Next_AtTheEnd_WrapsToWhatWasReleased()
    {
        AddressAllocator addresses = New();
        uint[] all = [.. Enumerable.Range(0, 5).Select(_ => addresses.Next())];
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
        Assert.True(Subnet.TryParseAddress(address, out uint number));

        Assert.Equal(kind, Assert.Throws<NetworkException>(() => New().Take(number)).Kind);
    }

    [Fact]
    public void Next_AfterAdopt_ComesBehindIt()
    {
        AddressAllocator addresses = New();
        addresses.Adopt(s_subnet.First + 4);

        Assert.Equal(s_subnet.First + 5, addresses.Next());
    }

    [Fact]
    public void NextAndRelease_AnyOrder_NeverGivesOneTwice() =>
        Gen.Bool.Array[1, 100].Sample(steps =>
        {
            AddressAllocator addresses = New();
            var held = new Queue<uint>();
            foreach (bool take in steps)
            {
                if (take && held.Count < 5)
                {
                    uint address = addresses.Next();
                    Assert.DoesNotContain(address, held);
                    Assert.InRange(address, s_subnet.First + 2, s_subnet.Last - 1);
                    held.Enqueue(address);
                }
                else if (held.TryDequeue(out uint oldest))
                {
                    addresses.Release(oldest);
                }
            }
        });

    private static AddressAllocator New() => new(s_subnet, s_subnet.First + 1, "bridge");
}
