using Berth.Linux.Sockets;
using Berth.Runtime.Relay;
using Xunit;

namespace Berth.Unit.Runtime.Relay;

public sealed class PipePoolTests
{
    [Fact]
    public void TryTake_AllInUse_Null()
    {
        using var pool = new PipePool(1);
        using SplicePipe first = Assert.IsType<SplicePipe>(pool.TryTake());

        Assert.Null(pool.TryTake());
    }

    [Fact]
    public void Return_Empty_IsTakenAgain()
    {
        using var pool = new PipePool(1);
        SplicePipe first = pool.TryTake()!;
        pool.Return(first);

        Assert.True(pool.HasFree);
        Assert.Same(first, pool.TryTake());
        Assert.False(pool.HasFree);
        first.Dispose();
    }

    [Fact]
    public void Rest_UsedSinceTheLastOne_IsKept()
    {
        using var pool = new PipePool(1);
        pool.Return(pool.TryTake()!);
        pool.Rest();
        pool.Return(pool.TryTake()!);
        pool.Rest();

        Assert.True(pool.HasFree);
    }

    [Fact]
    public void Rest_UnusedSinceTheLastOne_IsClosedAndMadeAnewWhenNeeded()
    {
        using var pool = new PipePool(1);
        pool.Return(pool.TryTake()!);
        pool.Rest();
        pool.Rest();

        Assert.False(pool.HasFree);
        using SplicePipe next = Assert.IsType<SplicePipe>(pool.TryTake());
    }

    [Fact]
    public void Refuse_UntilRest_NoneIsGiven()
    {
        using var pool = new PipePool(2);
        SplicePipe used = pool.TryTake()!;
        pool.Return(pool.TryTake()!);
        pool.Refuse();
        pool.Return(used);

        Assert.False(pool.HasFree);
        Assert.Null(pool.TryTake());
        pool.Rest();
        using SplicePipe next = Assert.IsType<SplicePipe>(pool.TryTake());
    }

    [Fact]
    public void TryCreate_OverWhatTheKernelAllows_IsSmaller()
    {
        using SplicePipe pipe = Assert.IsType<SplicePipe>(SplicePipe.TryCreate(1 << 30));

        Assert.InRange(pipe.Capacity, Environment.SystemPageSize, 1 << 30);
    }
}
