using System.Net.Sockets;
using System.Text;
using Berth.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Runtime.Logs;

public sealed class LogTargetTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 3, 5, 7, 8, 9, 123, 456, TimeSpan.FromHours(1));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "<30>Mar  5 07:08:09 tag[42]: text\n")]
    [InlineData("rfc3164", "<30>Mar  5 07:08:09 host tag[42]: text\n")]
    [InlineData("rfc5424", "<30>1 2026-03-05T07:08:09+01:00 host tag 42 tag - text\n")]
    [InlineData("rfc5424micro", "<30>1 2026-03-05T07:08:09.123456+01:00 host tag 42 tag - text\n")]
    public void Format_OfSyslog_IsWhatDockerdSends(string format, string expected)
    {
        var options = new SyslogOptions { Address = "", Format = format, Tag = "tag" };

        Assert.Equal(expected, Encoding.UTF8.GetString(SyslogMessage.Format(options, "host", 42, LogStream.Stdout, s_time, "text"u8)));
    }

    [Fact]
    public void Format_OfTheErrorOutput_IsAnError() => Assert.StartsWith(
        "<155>",
        Encoding.UTF8.GetString(SyslogMessage.Format(new SyslogOptions { Address = "", Facility = 19 }, "h", 1, LogStream.Stderr, s_time, "x"u8)),
        StringComparison.Ordinal);

    [Fact]
    public void Format_OfTheJournal_HasFieldsAndSaysLengthsOfWhatHasLines()
    {
        var fields = new Dictionary<string, string> { ["CONTAINER_NAME"] = "n", ["LABEL"] = "a\nb" };

        byte[] entry = JournalEntry.Format(fields, LogStream.Stderr, s_time, "text"u8, newline: false);

        byte[] expected =
        [
            .. "PRIORITY=3\nSYSLOG_TIMESTAMP=2026-03-05T06:08:09.123456Z\nCONTAINER_PARTIAL_MESSAGE=true\nCONTAINER_NAME=n\nLABEL\n"u8,
            3, 0, 0, 0, 0, 0, 0, 0, .. "a\nb\nMESSAGE=text\n"u8,
        ];
        Assert.Equal(expected, entry);
    }

    [Fact]
    public void Append_ToATargetThatIsNotThere_WaitsAndLosesWhatIsTooMuch()
    {
        List<string> complaints = [];
        using var log = new SyslogLog(new SyslogOptions { Address = $"unixgram://{_directory.File("none")}", BufferBytes = 1000 }, complaints.Add);

        for (int i = 0; i < 100; i++)
        {
            log.Append(LogStream.Stdout, s_time, "line"u8, newline: true);
            log.Flush();
        }

        Assert.InRange(log.NextFlush, 1, 1000);
        Assert.Single(complaints);
    }

    [Fact]
    public void Append_ToAnEndedTarget_ReachesTheNextOne()
    {
        string path = _directory.File("log");
        using var log = new SyslogLog(new SyslogOptions { Address = $"unixgram://{path}", Tag = "t" }, static _ => { });
        using var server = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));

        log.Append(LogStream.Stdout, s_time, "one"u8, newline: true);
        log.Flush();

        byte[] buffer = new byte[1000];
        Assert.EndsWith(": one\n", Encoding.UTF8.GetString(buffer, 0, server.Receive(buffer)), StringComparison.Ordinal);
        Assert.Equal(-1, log.NextFlush);
    }

    [Fact]
    public void Append_ToTheJournal_IsOneDatagramALine()
    {
        string path = _directory.File("journal");
        using var server = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        using var log = new JournaldLog(
            new JournaldOptions { Socket = path, Fields = new Dictionary<string, string> { ["CONTAINER_NAME"] = "n" } }, static _ => { });

        log.Append(LogStream.Stdout, s_time, "one"u8, newline: true);
        log.Flush();

        byte[] buffer = new byte[1000];
        string entry = Encoding.UTF8.GetString(buffer, 0, server.Receive(buffer));
        Assert.Equal("PRIORITY=6\nSYSLOG_TIMESTAMP=2026-03-05T06:08:09.123456Z\nCONTAINER_NAME=n\nMESSAGE=one\n", entry);
    }

    [Fact]
    public async Task Rotate_WithCompression_CanBeReadWhole()
    {
        string path = _directory.File("log");
        var options = new JsonFileLogOptions { Path = path, MaxSize = 4000, MaxFiles = 6, Compress = true, Attributes = """{"a":"b"}""" };
        using (var log = new JsonFileLog(options, Assert.Fail))
        {
            for (int i = 0; i < 200; i++)
            {
                log.Append(LogStream.Stdout, s_time, Encoding.ASCII.GetBytes($"{i}"), newline: true);
                log.Flush();
            }
        }

        var lines = new List<string>();
        await foreach (LogEntry entry in new JsonFileLogReader(path).ReadAsync(new LogReadOptions(), TestContext.Current.CancellationToken))
        {
            lines.Add(Encoding.ASCII.GetString(entry.Text.Span).TrimEnd());
        }

        Assert.True(File.Exists(path + ".2.gz"));
        Assert.False(File.Exists(path + ".2"));
        Assert.True(File.Exists(path + ".1"));
        Assert.Equal(Enumerable.Range(200 - lines.Count, lines.Count).Select(i => $"{i}"), lines);
        Assert.InRange(lines.Count, 150, 200);
    }
}
