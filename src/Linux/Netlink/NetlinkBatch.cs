using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Linux.Netlink;

/// <summary>
/// Netlink messages laid end to end, to be handed to the kernel in one call.
/// <code>
/// nlmsghdr (16) | family header (ifinfomsg, …) | nlattr (len u16, type u16) payload pad-to-4 | nlattr … || nlmsghdr …
/// </code>
/// A nested attribute's payload is attributes again. Numbers are in host byte order except where a method says otherwise.
/// Each message carries a label, which an error names. Sequence numbers count from 1 and identify messages in answers.
/// </summary>
public sealed class NetlinkBatch
{
    private const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;

    private readonly List<string> _labels = [];
    private byte[] _buffer = new byte[1024];
    private int _length;
    private int _message = -1;

    /// <summary>The messages as the kernel reads them.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public int Count => _labels.Count;

    /// <summary>How many of the messages ask for an acknowledgement.</summary>
    internal int Acknowledgements { get; private set; }

    /// <summary>What each message is about, in order.</summary>
    internal IReadOnlyList<string> Labels => _labels;

    /// <summary>What the message with this sequence number is about.</summary>
    internal string Label(uint sequence) =>
        sequence >= 1 && sequence <= _labels.Count ? _labels[(int)sequence - 1] : "netlink";

    /// <summary>Begins a message: its header and the family's fixed header. It lasts until the next begins.</summary>
    internal void Begin<T>(ushort type, ushort flags, in T familyHeader, string label)
        where T : unmanaged
    {
        Pad();
        _labels.Add(label);
        Acknowledgements += (flags & NetlinkConstants.NLM_F_ACK) != 0 ? 1 : 0;
        _message = _length;
        Append(new nlmsghdr
        {
            nlmsg_type = type,
            nlmsg_flags = (ushort)(flags | NetlinkConstants.NLM_F_REQUEST),
            nlmsg_seq = (uint)_labels.Count,
        });
        Append(familyHeader);
    }

    /// <summary>Says more of the current message than was known when it began.</summary>
    internal void Relabel(string label) => _labels[^1] = label;

    internal void Attribute(ushort type, scoped ReadOnlySpan<byte> payload)
    {
        Pad();
        WriteUInt16(Take(2), checked((ushort)(AttributeHeaderSize + payload.Length)));
        WriteUInt16(Take(2), type);
        payload.CopyTo(Take(payload.Length));
        Pad();
    }

    internal void UInt8(ushort type, byte value) => Attribute(type, [value]);

    internal void UInt32(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    internal void UInt32BigEndian(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Attribute(type, bytes);
    }

    /// <summary>A string with its terminating zero.</summary>
    internal void Text(ushort type, string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        bytes[length] = 0;
        Attribute(type, bytes[..(length + 1)]);
    }

    /// <summary>Opens a nested attribute; disposing the result closes it, which writes its length.</summary>
    internal Nest Nested(ushort type)
    {
        Pad();
        int start = _length;
        Take(2);
        WriteUInt16(Take(2), (ushort)(type | NetlinkConstants.NLA_F_NESTED));
        return new Nest(this, start);
    }

    /// <summary>A fixed header inside an attribute, as VETH_INFO_PEER has one.</summary>
    internal void Append<T>(in T value)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Take(size), in value);
    }

    /// <summary>Grows the buffer by <paramref name="size"/> and keeps the current message's length right.</summary>
    private Span<byte> Take(int size)
    {
        if (_length + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size));
        }

        Span<byte> taken = _buffer.AsSpan(_length, size);
        taken.Clear();
        _length += size;
        if (_length - _message >= HeaderSize)
        {
            MemoryMarshal.Write(_buffer.AsSpan(_message), (uint)(_length - _message));
        }

        return taken;
    }

    private void Pad()
    {
        if (_message >= 0 && _length % 4 != 0)
        {
            Take(4 - (_length % 4));
        }
    }

    private static void WriteUInt16(Span<byte> target, ushort value) => MemoryMarshal.Write(target, in value);

    private void Close(int start)
    {
        Pad();
        WriteUInt16(_buffer.AsSpan(start), checked((ushort)(_length - start)));
    }

    /// <summary>An open nested attribute.</summary>
    internal readonly ref struct Nest(NetlinkBatch batch, int start)
    {
        public void Dispose() => batch.Close(start);
    }
}
