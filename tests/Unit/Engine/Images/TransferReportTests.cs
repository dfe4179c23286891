using Berth.Engine.Images;
using Berth.EngineApi.Images;
using Berth.Images.Transfers;
using Xunit;

namespace Berth.Unit.Engine.Images;

public sealed class TransferReportTests
{
    private readonly List<ProgressMessage> _written = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_News_AreMessages()
    {
        await TransferReport.RunAsync(
            (report, _) =>
            {
                report(new TransferProgress("latest", "Pulling from x") { IsLine = true });
                report(new TransferProgress("abc", "Waiting"));
                report(new TransferProgress("abc", "Downloading", 5, 10));
                return Task.FromResult(0);
            },
            WriteAsync,
            Cancellation);

        Assert.Equal(
            [
                new ProgressMessage { Id = "latest", Status = "Pulling from x" },
                new ProgressMessage { Id = "abc", Status = "Waiting", ProgressDetail = new ProgressDetail() },
                new ProgressMessage
                {
                    Id = "abc",
                    Status = "Downloading",
                    ProgressDetail = new ProgressDetail { Current = 5, Total = 10 },
                    Progress = "[=========================>                         ]       5B/10B",
                },
            ],
            _written);
    }

    [Fact]
    public async Task Run_AClientThatReadsSlowly_MissesBarsAndNoSteps()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TransferReport.RunAsync(
            (report, _) =>
            {
                for (int i = 1; i <= 1000; i++)
                {
                    report(new TransferProgress("abc", "Downloading", i, 1000));
                    report(new TransferProgress("abc", "Step"));
                }

                read.SetResult();
                return Task.FromResult(0);
            },
            async message =>
            {
                await read.Task;
                _written.Add(message);
            },
            Cancellation);

        Assert.Equal(1000, _written.Count(m => m.Status == "Step"));
        Assert.InRange(_written.Count, 1001, 1999);
    }

    [Fact]
    public async Task Run_AClientThatIsGone_EndsTheWork()
    {
        bool ended = false;
        await Assert.ThrowsAsync<IOException>(() => TransferReport.RunAsync<int>(
            async (report, gone) =>
            {
                report(new TransferProgress("abc", "Waiting"));
                try
                {
                    await Task.Delay(Timeout.Infinite, gone);
                }
                finally
                {
                    ended = true;
                }

                return 0;
            },
            static _ => throw new IOException(),
            Cancellation));

        Assert.True(ended);
    }

    private ValueTask WriteAsync(ProgressMessage message)
    {
        _written.Add(message);
        return ValueTask.CompletedTask;
    }
}
