using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>
/// <c>struct sockaddr_in</c> (ip(7)) and <c>struct sockaddr_in6</c> (ipv6(7)) as bytes: the family in host order, the port in network
/// order, then the address.
/// </summary>
public static class SocketAddressBytes
{
    /// <summary>Room for either, in bytes.</summary>
    public const int MaxSize = Size6;

    private const int Size4 = 16;
    private const int Size6 = 28;
    private const int PortAt = 2;
    private const int Address4At = 4;
    private const int Address6At = 8;
    private const int ScopeAt = 24;

    /// <summary>Writes one; returns its length in bytes, 16 or 28.</summary>
    public static int Write(IPEndPoint endpoint, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        bool isSix = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> bytes = target[..(isSix ? Size6 : Size4)];
        bytes.Clear();
        ushort family = (ushort)(isSix ? Libc.AF_INET6 : Libc.AF_INET);
        MemoryMarshal.Write(bytes, in family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortAt..], (ushort)endpoint.Port);
        _ = endpoint.Address.TryWriteBytes(bytes[(isSix ? Address6At : Address4At)..], out _);
        if (isSix)
        {
            var scope = (uint)endpoint.Address.ScopeId;
            MemoryMarshal.Write(bytes[ScopeAt..], in scope);
        }

        return bytes.Length;
    }

    /// <summary>Reads one; null where it is of another family.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size4)
        {
            return null;
        }

        ushort family = MemoryMarshal.Read<ushort>(bytes);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortAt..]);
        if (family == Libc.AF_INET)
        {
            return new IPEndPoint(new IPAddress(bytes.Slice(Address4At, 4)), port);
        }

        return family == Libc.AF_INET6 && bytes.Length >= Size6
            ? new IPEndPoint(new IPAddress(bytes.Slice(Address6At, 16), MemoryMarshal.Read<uint>(bytes[ScopeAt..])), port)
            : null;
    }
}
