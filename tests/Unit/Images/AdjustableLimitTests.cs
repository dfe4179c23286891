using Berth.Images.Transfers;
using Xunit;

namespace Berth.Unit.Images;

public sealed class AdjustableLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void TryEnter_UpToTheLimit_GoesIn()
    {
        var limit = new AdjustableLimit(2);

        Assert.True(limit.TryEnter());
        Assert.True(limit.TryEnter());
        Assert.False(limit.TryEnter());
        limit.Leave();
        Assert.True(limit.TryEnter());
    }

    [Fact]
    public async Task EnterAsync_WhenOneLeaves_IsNext()
    {
        var limit = new AdjustableLimit(1);
        Assert.True(limit.TryEnter());
        Task first = limit.EnterAsync(Cancellation), second = limit.EnterAsync(Cancellation);
        Assert.False(first.IsCompleted);

        limit.Leave();

        await first;
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Most_Raised_LetsThoseInWhoWait()
    {
        var limit = new AdjustableLimit(1);
        Assert.True(limit.TryEnter());
        Task waiting = limit.EnterAsync(Cancellation);

        limit.Most = 2;

        await waiting;
        Assert.False(limit.TryEnter());
    }

    [Fact]
    public void Most_Lowered_CountsThoseInside()
    {
        var limit = new AdjustableLimit(3);
        Assert.True(limit.TryEnter());
        Assert.True(limit.TryEnter());

        limit.Most = 1;

        limit.Leave();
        Assert.False(limit.TryEnter());
        limit.Leave();
        Assert.True(limit.TryEnter());
    }

    [Fact]
    public async Task EnterAsync_GivenUp_TakesNoPlace()
    {
        var limit = new AdjustableLimit(1);
        Assert.True(limit.TryEnter());
        using var impatience = new CancellationTokenSource();
        Task waiting = limit.EnterAsync(impatience.Token);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        limit.Leave();
        Assert.True(limit.TryEnter());
    }
}
