using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Berth.Registry.Hosting;

/// <summary>
/// The memory that the server receives into and sends from, in blocks of <see cref="BlockSize"/>. Its own are of 4 KiB, and it calls the kernel once a block: a push
/// of 60 MB is 15,000 calls with those and 1,000 with these. A connection on which nothing happens holds none.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    /// <summary>Bytes.</summary>
    public const int BlockSize = 64 << 10;

    // 8 MiB; more are made and left to the garbage collector where so many requests are under way.
    private const int MostKept = 128;

    private readonly ConcurrentStack<Block> _free = [];
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryPop(out Block? block))
        {
            return new Block(this);
        }

        Interlocked.Decrement(ref _kept);
        return block;
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MostKept)
        {
            _free.Push(block);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    /// <summary>What the server asks for pools.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        private static readonly BlockPool s_pool = new();

        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => s_pool;
    }

    // Pinned, so that the kernel's calls need not pin it.
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}
