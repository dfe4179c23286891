using System.Buffers;
using Berth.Registry.Hosting;
using Xunit;

namespace Berth.Unit.Registry.Hosting;

public sealed class BlockPoolTests
{
    [Fact]
    public void Rent_AfterAReturn_IsTheSameBlock()
    {
        using var pool = new BlockPool();
        IMemoryOwner<byte> first = pool.Rent();
        IMemoryOwner<byte> second = pool.Rent(BlockPool.BlockSize);
        Assert.NotSame(first, second);

        first.Dispose();

        Assert.Same(first, pool.Rent(1));
        Assert.Equal(BlockPool.BlockSize, first.Memory.Length);
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var pool = new BlockPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(BlockPool.BlockSize + 1));
        Assert.Equal(BlockPool.BlockSize, pool.MaxBufferSize);
    }

    [Fact]
    public void Return_VeryMany_KeepsSome()
    {
        using var pool = new BlockPool();
        IMemoryOwner<byte>[] blocks = [.. Enumerable.Range(0, 200).Select(_ => pool.Rent())];
        Array.ForEach(blocks, static block => block.Dispose());

        int known = Enumerable.Range(0, 200).Count(_ => blocks.Contains(pool.Rent()));

        Assert.InRange(known, 1, 199);
    }
}
