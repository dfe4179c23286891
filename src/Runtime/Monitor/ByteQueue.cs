namespace Berth.Runtime.Monitor;

/// <summary>Bytes that wait for a descriptor to take them. Costs nothing while it is empty.</summary>
internal sealed class ByteQueue
{
    private byte[] _buffer = [];
    private int _start;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public ReadOnlySpan<byte> Front => _buffer.AsSpan(_start, Count);

    public void Enqueue(ReadOnlySpan<byte> bytes)
    {
        if (_start + Count + bytes.Length > _buffer.Length)
        {
            MakeRoom(Count + bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(_start + Count));
        Count += bytes.Length;
    }

    public void Discard(int count)
    {
        _start += count;
        Count -= count;
        if (Count == 0)
        {
            Clear();
        }
    }

    public void Clear()
    {
        _buffer = [];
        _start = 0;
        Count = 0;
    }

    private void MakeRoom(int needed)
    {
        byte[] target = needed <= _buffer.Length / 2 ? _buffer : new byte[Math.Max(4096, 2 * needed)];
        Front.CopyTo(target);
        _buffer = target;
        _start = 0;
    }
}
