using System.Globalization;
using System.Text;
using Berth.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Runtime.Logs;

public sealed class JsonFileLogTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 22, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string LogPath => _directory.File("json.log");

    [Fact]
    public void Append_OverMaxSize_RotatesAndKeepsMaxFiles()
    {
        WriteNumbers(0, 100, maxSize: 1000, maxFiles: 3);

        Assert.Equal(
            ["json.log", "json.log.1", "json.log.2"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_directory.Path), file => Assert.InRange(new FileInfo(file).Length, 1, 1100));
        string[] kept = Read(new LogReadOptions());
        Assert.Equal(Enumerable.Range(100 - kept.Length, kept.Length).Select(Line), kept);
        Assert.InRange(kept.Length, 30, 60);
    }

    [Fact]
    public void Append_OverMaxSizeWithOneFile_StartsItAnew()
    {
        WriteNumbers(0, 100, maxSize: 1000, maxFiles: 1);

        Assert.Single(Directory.GetFiles(_directory.Path));
        Assert.Equal(Line(99), Read(new LogReadOptions())[^1]);
        Assert.InRange(new FileInfo(LogPath).Length, 1, 1100);
    }

    [Fact]
    public void Open_LogEndsInHalfALine_LosesOnlyThatLine()
    {
        WriteNumbers(0, 2);
        File.AppendAllText(LogPath, """{"log":"to""");

        WriteNumbers(2, 4);

        Assert.Equal([Line(0), Line(1), Line(2), Line(3)], Read(new LogReadOptions()));
    }

    [Fact]
    public void Flush_DiskIsFull_ComplainsOnceAndGoesOn()
    {
        List<string> complaints = [];
        using var log = new JsonFileLog(new JsonFileLogOptions { Path = "/dev/full" }, complaints.Add);

        log.Append(LogStream.Stdout, s_time, "a"u8, newline: true);
        log.Flush();
        log.Append(LogStream.Stdout, s_time, "b"u8, newline: true);
        log.Flush();

        Assert.Equal("log lines are being lost: write: no space left on device", Assert.Single(complaints));
    }

    [Fact]
    public void Read_Tail_IsTheLastEntriesAcrossFiles()
    {
        WriteNumbers(0, 100, maxSize: 1000, maxFiles: 100);

        for (int tail = 0; tail < 110; tail++)
        {
            string[] expected = [.. Enumerable.Range(0, 100).Select(Line).TakeLast(tail)];
            Assert.Equal(expected, Read(new LogReadOptions { Tail = tail }));
        }
    }

    [Fact]
    public void Read_SinceAndUntil_IncludeTheirInstants()
    {
        WriteNumbers(0, 10);

        var options = new LogReadOptions { Since = s_time.AddSeconds(3), Until = s_time.AddSeconds(5) };

        Assert.Equal([Line(3), Line(4), Line(5)], Read(options));
    }

    [Fact]
    public void Read_NoLog_IsEmpty() => Assert.Empty(Read(new LogReadOptions()));

    [Fact]
    public async Task ReadAsync_Following_SeesEveryLineOnceAcrossRotations()
    {
        var ended = new TaskCompletionSource();
        Task<string[]> reading = Task.Run(() => ReadAsync(new LogReadOptions { FollowUntil = ended.Task }));

        WriteNumbers(0, 2000, maxSize: 20_000, maxFiles: 1000);
        ended.SetResult();

        Assert.Equal(Enumerable.Range(0, 2000).Select(Line), await reading);
    }

    [Fact]
    public async Task ReadAsync_FollowingAnEndedLog_EndsAtItsEnd()
    {
        WriteNumbers(0, 3);

        Assert.Equal([Line(2)], await ReadAsync(new LogReadOptions { Tail = 1, FollowUntil = Task.CompletedTask }));
    }

    [Fact]
    public async Task ReadAsync_FollowingWithOneFile_ReadsTheOldOneToItsEnd()
    {
        var ended = new TaskCompletionSource();
        WriteNumbers(0, 5);
        await using IAsyncEnumerator<LogEntry> following = new JsonFileLogReader(LogPath)
            .ReadAsync(new LogReadOptions { FollowUntil = ended.Task }, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await following.MoveNextAsync());

        WriteNumbers(5, 6, maxSize: 1, maxFiles: 1);
        ended.SetResult();

        List<string> rest = [];
        while (await following.MoveNextAsync())
        {
            rest.Add(Text(following.Current));
        }

        Assert.Equal([Line(1), Line(2), Line(3), Line(4), Line(5)], rest);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        WriteNumbers(0, 1);
        using var cancel = new CancellationTokenSource();
        await using IAsyncEnumerator<LogEntry> following = new JsonFileLogReader(LogPath)
            .ReadAsync(new LogReadOptions { FollowUntil = new TaskCompletionSource().Task }, cancel.Token)
            .GetAsyncEnumerator(cancel.Token);
        Assert.True(await following.MoveNextAsync());

        ValueTask<bool> next = following.MoveNextAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    private void WriteNumbers(int from, int to, long maxSize = -1, int maxFiles = 1)
    {
        var options = new JsonFileLogOptions { Path = LogPath, MaxSize = maxSize, MaxFiles = maxFiles };
        using var log = new JsonFileLog(options, Assert.Fail);
        for (int number = from; number < to; number++)
        {
            log.Append(LogStream.Stdout, s_time.AddSeconds(number), Encoding.ASCII.GetBytes(Line(number)[..^1]), newline: true);
            if (number % 3 == 0)
            {
                log.Flush();
            }
        }
    }

    private static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"line {number}\n");

    private static string Text(LogEntry entry) => Encoding.UTF8.GetString(entry.Text.Span);

    private string[] Read(LogReadOptions options) =>
        [.. new JsonFileLogReader(LogPath).ReadAsync(options).ToBlockingEnumerable().Select(Text)];

    private async Task<string[]> ReadAsync(LogReadOptions options)
    {
        List<string> lines = [];
        await foreach (LogEntry entry in new JsonFileLogReader(LogPath).ReadAsync(options, TestContext.Current.CancellationToken))
        {
            lines.Add(Text(entry));
        }

        return [.. lines];
    }
}
