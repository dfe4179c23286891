using System.Net;

namespace Berth.Network.Addresses;

/// <summary>
/// Hands out the addresses of a subnet of either family, one after another as docker does: always the next after the last one handed
/// out, so that an address that was given back is used again as late as possible and no peer talks to a new container by an old
/// neighbour entry. Not thread-safe.
/// </summary>
public sealed class AddressAllocator
{
    private readonly IpPrefix _subnet;
    private readonly string _network;
    private readonly HashSet<UInt128> _taken = [];

    // What an address that is asked for must lie in.
    private readonly UInt128 _lowest;
    private readonly UInt128 _highest;

    // What is handed out unasked.
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private UInt128 _previous;

    /// <param name="subnet">The network's subnet.</param>
    /// <param name="range">The part of it that is handed out unasked (<c>--ip-range</c>); null: all of it.</param>
    /// <param name="reserved">Addresses that are never handed out: the gateway's, auxiliary ones. Null ones are passed over.</param>
    /// <param name="network">The network's name, for messages.</param>
    public AddressAllocator(IpPrefix subnet, IpPrefix? range, IEnumerable<IPAddress?> reserved, string network)
    {
        _subnet = subnet;
        _network = network;

        // A prefix without room has no network and broadcast address of its own (RFC 3021); in IPv6 only the lowest means something
        // else, the routers of the subnet (RFC 4291, 2.6.1).
        bool plain = subnet.Length < subnet.Bits - 1;
        _lowest = plain ? subnet.First + 1 : subnet.First;
        _highest = plain && subnet.IsIPv4 ? subnet.Last - 1 : subnet.Last;
        _first = range is { } part ? UInt128.Max(part.First, _lowest) : _lowest;
        _last = range is { } same ? UInt128.Min(same.Last, _highest) : _highest;
        _previous = _first - 1;
        foreach (IPAddress address in reserved.OfType<IPAddress>().Where(subnet.Contains))
        {
            _taken.Add(IpPrefix.ToNumber(address));
        }
    }

    /// <exception cref="NetworkException">None is left.</exception>
    public IPAddress Next()
    {
        UInt128 size = _last - _first + 1;
        UInt128 offset = _previous - (_first - 1);

        // One more than are taken is enough to meet a free one, if there is one.
        UInt128 tries = UInt128.Min(size, (UInt128)_taken.Count + 1);
        for (UInt128 step = 0; step < tries; step++)
        {
            UInt128 candidate = _first + ((offset + step) % size);
            if (_taken.Add(candidate))
            {
                _previous = candidate;
                return _subnet.Address(candidate);
            }
        }

        throw new NetworkException(
            NetworkErrorKind.Exhausted,
            $"no available {(_subnet.IsIPv4 ? "IPv4" : "IPv6")} addresses on this network's address pools: {_network}");
    }

    /// <summary>Takes a certain address.</summary>
    /// <exception cref="NetworkException">It is not of the subnet, or taken.</exception>
    public void Take(IPAddress address)
    {
        UInt128 number = IpPrefix.ToNumber(address);
        if (!_subnet.Contains(address) || number < _lowest || number > _highest)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid address {address}: It does not belong to any of this network's subnets");
        }

        if (!_taken.Add(number))
        {
            throw new NetworkException(NetworkErrorKind.Conflict, "Address already in use");
        }
    }

    /// <summary>Takes over an address of an earlier life; later ones come after it.</summary>
    public void Adopt(IPAddress address)
    {
        UInt128 number = IpPrefix.ToNumber(address);
        if (_subnet.Contains(address) && _taken.Add(number) && number >= _first && number <= _last)
        {
            _previous = UInt128.Max(_previous, number);
        }
    }

    public void Release(IPAddress address) => _taken.Remove(IpPrefix.ToNumber(address));
}
