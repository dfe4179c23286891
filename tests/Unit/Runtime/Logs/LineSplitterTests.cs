using System.Text;
using Berth.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Runtime.Logs;

/// <summary>The cuts are the ones that dockerd 20.10 was seen to make.</summary>
public sealed class LineSplitterTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 22, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Append_LongLine_IsCutEvery16KiB() =>
        Assert.Equal([("x", 16384), ("x", 16384), ("x", 7232 + 1)], Pieces(new string('x', 40000) + "\n"));

    [Fact]
    public void Append_LineOfExactly16KiB_LeavesItsNewlineAlone() =>
        Assert.Equal([("y", 16384), ("\n", 1)], Pieces(new string('y', 16384) + "\n"));

    [Fact]
    public void Complete_NoNewlineAtTheEnd_IsAnEntryWithout() => Assert.Equal([("a", 2), ("b", 1)], Pieces("a\nb"));

    [Fact]
    public void Append_PiecesOfOneLine_ShareTheTimeOfTheFirst()
    {
        using (var log = new JsonFileLog(new JsonFileLogOptions { Path = _directory.File("log") }, Assert.Fail))
        {
            var splitter = new LineSplitter(LogStream.Stdout, log);
            splitter.Append(new byte[16384], s_time);
            splitter.Append("x\ny\n"u8, s_time.AddSeconds(1));
        }

        Assert.Equal([s_time, s_time, s_time.AddSeconds(1)], Read().Select(entry => entry.Time));
    }

    private List<(string First, int Length)> Pieces(string text)
    {
        // Whatever the reads are that the text arrives in.
        List<(string, int)>? first = null;
        foreach (int step in (int[])[1 << 20, 4096, 1000, 1])
        {
            File.Delete(_directory.File("log"));
            using (var log = new JsonFileLog(new JsonFileLogOptions { Path = _directory.File("log") }, Assert.Fail))
            {
                var splitter = new LineSplitter(LogStream.Stdout, log);
                foreach (byte[] chunk in Encoding.UTF8.GetBytes(text).Chunk(step))
                {
                    splitter.Append(chunk, s_time);
                }

                splitter.Complete(s_time);
            }

            List<(string, int)> pieces =
                [.. Read().Select(entry => (Encoding.UTF8.GetString(entry.Text.Span[..1]), entry.Text.Length))];
            Assert.Equal(first ??= pieces, pieces);
        }

        return first!;
    }

    private List<LogEntry> Read() =>
        [.. new JsonFileLogReader(_directory.File("log")).ReadAsync(new LogReadOptions()).ToBlockingEnumerable()];
}
