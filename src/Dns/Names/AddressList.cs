namespace Berth.Dns.Names;

/// <summary>The addresses of one family that a question finds, in the order in which the answer has them. One is used again and again.</summary>
internal sealed class AddressList
{
    private readonly List<byte[]> _addresses = [];
    private int _size;

    public int Count => _addresses.Count;

    /// <summary>Begins anew.</summary>
    /// <param name="size">Bytes of an address of the wanted family: 4, 16; 0 for none.</param>
    public void Reset(int size)
    {
        _addresses.Clear();
        _size = size;
    }

    /// <summary>Left out where it is of another family, or there already.</summary>
    public void Add(byte[] address)
    {
        if (address.Length == _size && !Contains(address))
        {
            _addresses.Add(address);
        }
    }

    /// <summary>The <paramref name="index"/>th when the list begins at <paramref name="first"/>, which may be any number: round robin.</summary>
    public byte[] Rotated(uint first, int index) => _addresses[(int)((first + (uint)index) % (uint)_addresses.Count)];

    private bool Contains(byte[] address)
    {
        foreach (byte[] other in _addresses)
        {
            if (address.AsSpan().SequenceEqual(other))
            {
                return true;
            }
        }

        return false;
    }
}
