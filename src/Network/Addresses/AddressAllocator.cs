namespace Berth.Network.Addresses;

/// <summary>
/// Hands out the addresses of a subnet, one after another as docker does: always the next after the last one handed out, so that an
/// address that was given back is used again as late as possible and no peer talks to a new container by an old neighbour entry.
/// Not thread-safe.
/// </summary>
public sealed class AddressAllocator
{
    private readonly Subnet _subnet;
    private readonly string _network;
    private readonly HashSet<uint> _taken = [];
    private readonly uint _first;
    private readonly uint _last;
    private uint _previous;

    /// <param name="subnet">The network's subnet.</param>
    /// <param name="gateway">The bridge's own address, never handed out.</param>
    /// <param name="network">The network's name, for messages.</param>
    public AddressAllocator(Subnet subnet, uint gateway, string network)
    {
        _subnet = subnet;
        _network = network;

        // A /31 or /32 has no network and broadcast address of its own (RFC 3021).
        bool plain = subnet.Length < 31;
        _first = plain ? subnet.First + 1 : subnet.First;
        _last = plain ? subnet.Last - 1 : subnet.Last;
        _previous = _first - 1;
        _taken.Add(gateway);
    }

    public uint Next()
    {
        uint size = _last - _first + 1;
        for (uint step = 1; step <= size; step++)
        {
            // The offset from the first address, wrapping at the end of the range.
            uint candidate = _first + (uint)(((ulong)(_previous - (_first - 1)) + step - 1) % size);
            if (_taken.Add(candidate))
            {
                _previous = candidate;
                return candidate;
            }
        }

        throw new NetworkException(
            NetworkErrorKind.Exhausted, $"no available IPv4 addresses on this network's address pools: {_network}");
    }

    /// <summary>Takes a certain address.</summary>
    public void Take(uint address)
    {
        if (!_subnet.Contains(address) || address < _first || address > _last)
        {
            throw new NetworkException(
                NetworkErrorKind.InvalidParameter, $"invalid address {Subnet.ToAddress(address)}: it is not in {_subnet}");
        }

        if (!_taken.Add(address))
        {
            throw new NetworkException(NetworkErrorKind.Conflict, "Address already in use");
        }
    }

    /// <summary>Takes over an address of an earlier life; later ones come after it.</summary>
    public void Adopt(uint address)
    {
        if (_subnet.Contains(address) && _taken.Add(address))
        {
            _previous = Math.Max(_previous, address);
        }
    }

    public void Release(uint address) => _taken.Remove(address);
}
