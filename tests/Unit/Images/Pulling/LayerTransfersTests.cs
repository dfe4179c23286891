using Berth.Images.Pulling;
using Berth.Images.Transfers;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Images.Pulling;

public sealed class LayerTransfersTests
{
    private static readonly Digest s_digest = Digest.Of("layer"u8);

    private readonly LayerTransfers _transfers = new();
    private readonly TaskCompletionSource<CancellationToken> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Join_Twice_BeginsOnce()
    {
        await using LayerTransfers.Share first = Join();
        await using LayerTransfers.Share second = Join();
        await _began.Task.WaitAsync(Cancellation);

        Assert.Equal((true, false), (first.IsOwn, second.IsOwn));
        Assert.Same(first.Completion, second.Completion);
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task Dispose_AllButTheLast_GoesOn()
    {
        LayerTransfers.Share first = Join();
        LayerTransfers.Share second = Join();
        CancellationToken abandoned = await _began.Task.WaitAsync(Cancellation);

        await first.DisposeAsync();
        await first.DisposeAsync();
        bool goesOn = !abandoned.IsCancellationRequested;
        await second.DisposeAsync();

        Assert.True(goesOn);
        Assert.True(second.Completion.IsCanceled);
    }

    [Fact]
    public async Task Join_AfterAFailure_BeginsAnew()
    {
        await using LayerTransfers.Share first = _transfers.Join(s_digest, static (_, _) => throw new InvalidOperationException(), static _ => { });
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Completion);

        await using LayerTransfers.Share second = Join();

        Assert.True(second.IsOwn);
    }

    [Fact]
    public async Task Join_First_HearsAll()
    {
        var news = new List<TransferProgress>();

        await using LayerTransfers.Share share = _transfers.Join(
            s_digest,
            static (report, abandoned) =>
            {
                report(new TransferProgress("x", "Verifying Checksum"));
                report(new TransferProgress("x", "Download complete"));
                return ForEverAsync(abandoned);
            },
            news.Add);

        Assert.Equal(["Verifying Checksum", "Download complete"], news.Select(static n => n.Status));
    }

    [Fact]
    public async Task Join_Later_IsToldHowFarItIs()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var news = new List<TransferProgress>();
        await using LayerTransfers.Share first = _transfers.Join(
            s_digest,
            (report, abandoned) =>
            {
                report(new TransferProgress("x", "Downloading", 1, 2));
                told.SetResult();
                return ForEverAsync(abandoned);
            },
            static _ => { });
        await told.Task.WaitAsync(Cancellation);

        await using LayerTransfers.Share second = _transfers.Join(s_digest, static (_, _) => throw new InvalidOperationException(), news.Add);

        Assert.Equal(new TransferProgress("x", "Downloading", 1, 2), Assert.Single(news));
    }

    private LayerTransfers.Share Join() => _transfers.Join(
        s_digest,
        (_, abandoned) =>
        {
            Interlocked.Increment(ref _begun);
            _began.TrySetResult(abandoned);
            return ForEverAsync(abandoned);
        },
        static _ => { });

    private static async Task<FetchedLayer> ForEverAsync(CancellationToken abandoned)
    {
        await Task.Delay(Timeout.Infinite, abandoned);
        throw new InvalidOperationException();
    }
}
