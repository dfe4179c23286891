using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Berth.Network.Addresses;

/// <summary>A prefix of either family, as a number and a length: <c>172.18.0.0/16</c>, <c>fd00:1::/64</c>.</summary>
public readonly record struct IpPrefix
{
    /// <param name="address">Any address of the prefix; its host bits are cleared.</param>
    /// <param name="length">0 to 32, or to 128.</param>
    public IpPrefix(IPAddress address, int length)
        : this(address.AddressFamily, ToNumber(address), length)
    {
    }

    /// <param name="family">InterNetwork or InterNetworkV6.</param>
    /// <param name="number">Any address of the prefix as a number; its host bits are cleared.</param>
    /// <param name="length">0 to 32, or to 128.</param>
    public IpPrefix(AddressFamily family, UInt128 number, int length)
    {
        Family = family;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Bits, nameof(length));
        Length = length;
        First = number & ~HostMask;
    }

    public AddressFamily Family { get; }

    /// <summary>The lowest address, as a number: an IPv4 address is its 32 bits.</summary>
    public UInt128 First { get; }

    public UInt128 Last => First | HostMask;

    public int Length { get; }

    public bool IsIPv4 => Family == AddressFamily.InterNetwork;

    /// <summary>Of an address of the family: 32 or 128.</summary>
    public int Bits => IsIPv4 ? 32 : 128;

    private UInt128 HostMask => Bits == Length ? 0 : UInt128.MaxValue >> (128 - (Bits - Length));

    public bool Contains(IPAddress address) => address.AddressFamily == Family && Contains(ToNumber(address));

    /// <param name="number">An address of the same family.</param>
    public bool Contains(UInt128 number) => (number & ~HostMask) == First;

    public bool Contains(IpPrefix other) => other.Family == Family && other.Length >= Length && Contains(other.First);

    public bool Overlaps(IpPrefix other) => other.Family == Family && (Contains(other.First) || other.Contains(First));

    public IPAddress Address(UInt128 number) => ToAddress(Family, number);

    /// <summary>The same as an IPv4 prefix.</summary>
    public Subnet ToSubnet() => IsIPv4
        ? new Subnet((uint)First, Length)
        : throw new InvalidOperationException($"not an IPv4 prefix: {this}");

    public static IpPrefix From(Subnet subnet) => new(AddressFamily.InterNetwork, subnet.First, subnet.Length);

    /// <summary>Reads <c>address/length</c>; host bits may be set and are cleared.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="address">The address as it stands there.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpPrefix prefix, [NotNullWhen(true)] out IPAddress? address)
    {
        prefix = default;
        address = null;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !TryParseAddress(text![..slash], out IPAddress? parsed)
            || !byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte length)
            || length > (parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            return false;
        }

        address = parsed;
        prefix = new IpPrefix(parsed, length);
        return true;
    }

    public static IpPrefix Parse(string text) =>
        TryParse(text, out IpPrefix prefix, out _) ? prefix : throw new FormatException($"invalid CIDR address: {text}");

    /// <summary>An address without scope; an IPv4 one has four decimal parts, nothing else.</summary>
    public static bool TryParseAddress([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (!IPAddress.TryParse(text, out address)
            || (address.AddressFamily == AddressFamily.InterNetwork ? text.AsSpan().Count('.') != 3 : text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal)))
        {
            address = null;
            return false;
        }

        return true;
    }

    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int written) && written == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress ToAddress(AddressFamily family, UInt128 number)
    {
        if (family == AddressFamily.InterNetwork)
        {
            return Subnet.ToAddress((uint)number);
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    public override string ToString() => $"{Address(First)}/{Length}";
}
