using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Linux.Netlink;

/// <summary>Walks attributes (nlattr) one after another. Lengths come from the kernel but are checked all the same.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Payload { get; private set; }

    public readonly uint UInt32 => Payload.Length >= 4 ? MemoryMarshal.Read<uint>(Payload) : 0;

    public readonly uint UInt32BigEndian =>
        Payload.Length >= 4 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Payload) : 0;

    /// <summary>A string, without its terminating zero.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Payload.TrimEnd((byte)0));

    public bool Next()
    {
        if (_rest.Length < 4)
        {
            return false;
        }

        int length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
        {
            return false;
        }

        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & NetlinkConstants.NLA_TYPE_MASK);
        Payload = _rest[4..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}

/// <summary>Walks the messages of one datagram.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public nlmsghdr Header { get; private set; }

    /// <summary>What follows the header: the family's fixed header and the attributes.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    public bool Next()
    {
        int headerSize = Unsafe.SizeOf<nlmsghdr>();
        if (_rest.Length < headerSize)
        {
            return false;
        }

        Header = MemoryMarshal.Read<nlmsghdr>(_rest);
        int length = (int)Header.nlmsg_len;
        if (length < headerSize || length > _rest.Length)
        {
            return false;
        }

        Body = _rest[headerSize..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    /// <summary>
    /// The outcome in an NLMSG_ERROR or NLMSG_DONE message: 0, or an errno with the kernel's words.
    /// <c>int error | nlmsghdr of the request | (NLM_F_ACK_TLVS) attributes</c>; with NLM_F_CAPPED the request ends after its header.
    /// </summary>
    public readonly (Errno Errno, string? Text) Outcome()
    {
        if (Body.Length < 4)
        {
            return (Errno.EIO, "short acknowledgement");
        }

        var errno = (Errno)(-MemoryMarshal.Read<int>(Body));
        if ((Header.nlmsg_flags & NetlinkConstants.NLM_F_ACK_TLVS) == 0 || Header.nlmsg_type != NetlinkConstants.NLMSG_ERROR)
        {
            return (errno, null);
        }

        int requestSize = Unsafe.SizeOf<nlmsghdr>();
        if ((Header.nlmsg_flags & NetlinkConstants.NLM_F_CAPPED) == 0 && Body.Length >= 4 + requestSize)
        {
            requestSize = (int)Math.Min(MemoryMarshal.Read<uint>(Body[4..]), (uint)Body.Length - 4);
        }

        var attributes = new AttributeReader(Body[Math.Min(4 + ((requestSize + 3) & ~3), Body.Length)..]);
        while (attributes.Next())
        {
            if (attributes.Type == NetlinkConstants.NLMSGERR_ATTR_MSG)
            {
                return (errno, attributes.Text);
            }
        }

        return (errno, null);
    }
}
