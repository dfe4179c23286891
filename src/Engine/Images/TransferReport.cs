using System.Text.Json;
using System.Threading.Channels;
using Berth.EngineApi;
using Berth.EngineApi.Images;
using Berth.Images.Transfers;

namespace Berth.Engine.Images;

/// <summary>
/// Takes the news of a transfer, from any thread and without waiting, to a client that reads as fast as it can. A client that reads
/// slowly misses some of the bars and none of the steps.
/// </summary>
internal static class TransferReport
{
    private const int Backlog = 128;

    /// <summary>Does the work and writes its news; when this returns, all of them are written.</summary>
    /// <param name="work">Gets where to put the news, and is cancelled when the client is gone.</param>
    /// <param name="write">Sends one to the client.</param>
    public static async Task<T> RunAsync<T>(
        Func<Action<TransferProgress>, CancellationToken, Task<T>> work, Func<ProgressMessage, ValueTask> write, CancellationToken cancellation)
    {
        Channel<TransferProgress> news = Channel.CreateUnbounded<TransferProgress>();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<T> working = Task.Run(() => work(Put, gone.Token), CancellationToken.None);
        _ = working.ContinueWith(_ => news.Writer.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (TransferProgress each in news.Reader.ReadAllAsync(CancellationToken.None))
            {
                await write(Describe(each));
                if (each.Pushed is { } pushed)
                {
                    await write(Describe(pushed));
                }
            }
        }
        catch
        {
            // The client is gone. What has begun is taken back before anybody is told.
            await gone.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await working;

        void Put(TransferProgress progress)
        {
            if ((progress.Current == 0 && progress.Total == 0) || news.Reader.Count < Backlog)
            {
                news.Writer.TryWrite(progress);
            }
        }
    }

    private static ProgressMessage Describe(TransferProgress news)
    {
        if (news.IsLine)
        {
            return new ProgressMessage { Status = news.Status, Id = news.Id };
        }

        var detail = new ProgressDetail { Current = news.Current, Total = news.Total };
        return new ProgressMessage
        {
            Status = news.Status,
            Id = news.Id,
            ProgressDetail = detail,
            Progress = ProgressBar.Text(detail) is { Length: > 0 } bar ? bar : null,
        };
    }

    private static ProgressMessage Describe(PushedManifest pushed)
    {
        var result = new PushResult { Tag = pushed.Tag, Digest = pushed.Digest.ToString(), Size = pushed.Size };
        return new ProgressMessage
        {
            ProgressDetail = new ProgressDetail(),
            Aux = JsonSerializer.SerializeToElement(result, EngineApiJson.Wire.PushResult),
        };
    }
}
