using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Berth.Network.Addresses;

/// <summary>An IPv4 prefix, as a number and a length: <c>172.17.0.0/16</c>.</summary>
public readonly record struct Subnet
{
    /// <param name="address">Any address of the prefix, in host byte order; its host bits are cleared.</param>
    /// <param name="length">0 to 32.</param>
    public Subnet(uint address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, 32u, nameof(length));
        Length = length;
        First = address & Mask;
    }

    /// <summary>The network address, in host byte order.</summary>
    public uint First { get; }

    /// <summary>The broadcast address, in host byte order.</summary>
    public uint Last => First | ~Mask;

    public int Length { get; }

    public uint Mask => Length == 0 ? 0 : uint.MaxValue << (32 - Length);

    public bool Contains(uint address) => (address & Mask) == First;

    public bool Overlaps(Subnet other) => Contains(other.First) || other.Contains(First);

    /// <summary>Reads <c>a.b.c.d/n</c>; host bits may be set and are cleared.</summary>
    public static bool TryParse(string text, out Subnet subnet, out uint address)
    {
        subnet = default;
        address = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !TryParseAddress(text[..slash], out address)
            || !byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out byte length) || length > 32)
        {
            return false;
        }

        subnet = new Subnet(address, length);
        return true;
    }

    public static Subnet Parse(string text) =>
        TryParse(text, out Subnet subnet, out _) ? subnet : throw new FormatException($"invalid CIDR address: {text}");

    /// <summary>An IPv4 address in host byte order from its dotted form; four decimal parts, nothing else.</summary>
    public static bool TryParseAddress([NotNullWhen(true)] string? text, out uint address)
    {
        address = 0;
        if (text is null || text.AsSpan().Count('.') != 3 || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            return false;
        }

        address = ToNumber(parsed);
        return true;
    }

    /// <summary>An IPv4 address as a number in host byte order.</summary>
    public static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out int written) && written == 4
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : throw new ArgumentException($"not an IPv4 address: {address}", nameof(address));
    }

    public static IPAddress ToAddress(uint number) =>
        new(stackalloc byte[] { (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number });

    public override string ToString() => $"{ToAddress(First)}/{Length}";
}
