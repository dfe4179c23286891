using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>Who sent a datagram, and to which of the host's addresses: an answer has to come from there.</summary>
/// <param name="Address">The sender's, as a number; of IPv4 the lower 32 bits.</param>
/// <param name="Port">The sender's.</param>
/// <param name="Scope">The interface of a link-local address, else 0.</param>
/// <param name="Local">The address that the datagram was sent to.</param>
/// <param name="IsSix">Both are IPv6.</param>
public readonly record struct DatagramPeer(UInt128 Address, ushort Port, uint Scope, UInt128 Local, bool IsSix)
{
    internal const int NameSize = SocketAddressBytes.MaxSize;

    private const int Size4 = 16;

    /// <summary>From what recvmsg(2) gave: the sender's sockaddr.</summary>
    internal static DatagramPeer Read(ReadOnlySpan<byte> name, UInt128 local)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        return MemoryMarshal.Read<ushort>(name) == Libc.AF_INET6
            ? new DatagramPeer(BinaryPrimitives.ReadUInt128BigEndian(name[8..]), port, MemoryMarshal.Read<uint>(name[24..]), local, IsSix: true)
            : new DatagramPeer(BinaryPrimitives.ReadUInt32BigEndian(name[4..]), port, 0, local, IsSix: false);
    }

    /// <summary>The sender as a sockaddr; returns its length.</summary>
    internal int Write(Span<byte> name)
    {
        name.Clear();
        ushort family = (ushort)(IsSix ? Libc.AF_INET6 : Libc.AF_INET);
        MemoryMarshal.Write(name, in family);
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], Port);
        if (!IsSix)
        {
            BinaryPrimitives.WriteUInt32BigEndian(name[4..], (uint)Address);
            return Size4;
        }

        BinaryPrimitives.WriteUInt128BigEndian(name[8..], Address);
        uint scope = Scope;
        MemoryMarshal.Write(name[24..], in scope);
        return NameSize;
    }
}
