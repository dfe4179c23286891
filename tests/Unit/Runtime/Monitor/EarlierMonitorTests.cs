using System.Globalization;
using System.Text;
using System.Text.Json;
using Berth.Runtime.Monitor;
using Xunit;

namespace Berth.Unit.Runtime.Monitor;

/// <summary>
/// A daemon speaks to monitors as old as their containers, so the numbers and documents of the protocol stay what they were in the first
/// version; they only grow (docs/decisions/0029).
/// </summary>
public sealed class EarlierMonitorTests
{
    [Theory]
    [InlineData(RequestKind.Stdin, 0)]
    [InlineData(RequestKind.CloseStdin, 1)]
    [InlineData(RequestKind.Subscribe, 2)]
    [InlineData(RequestKind.Start, 3)]
    [InlineData(RequestKind.Resize, 4)]
    [InlineData(RequestKind.Signal, 5)]
    public void RequestKind_IsWhatEarlierMonitorsKnow(RequestKind kind, byte number) => Assert.Equal(number, (byte)kind);

    [Theory]
    [InlineData(FrameKind.Stdout, 1)]
    [InlineData(FrameKind.Stderr, 2)]
    [InlineData(FrameKind.Status, 3)]
    [InlineData(FrameKind.Error, 4)]
    public void FrameKind_IsWhatEarlierMonitorsSend(FrameKind kind, byte number) => Assert.Equal(number, (byte)kind);

    [Fact]
    public void Header_IsWhatEarlierMonitorsReadAndWrite()
    {
        byte[] bytes = new byte[FrameHeader.Size];

        new FrameHeader((byte)RequestKind.Signal, 4).Write(bytes);

        Assert.Equal([5, 0, 0, 0, 0, 0, 0, 4], bytes);
    }

    [Fact]
    public void ExitFile_OfAnEarlierMonitor_IsRead()
    {
        const string written = """{"state":"exited","pid":4711,"startedAt":"2026-11-30T19:00:16.123456789Z","finishedAt":"2026-11-30T19:00:17.5Z","exitCode":3,"oomKilled":false}""";

        MonitorStatus status = Read(written);

        Assert.Equal((MonitorState.Exited, 4711, 3, true), (status.State, status.Pid, status.ExitCode, status.IsFinal));
        Assert.Equal(DateTimeOffset.Parse("2026-11-30T19:00:17.5Z", CultureInfo.InvariantCulture), status.FinishedAt);
    }

    [Fact]
    public void Status_OfALaterMonitor_IsReadWithoutWhatIsNew() =>
        Assert.Equal(MonitorState.Running, Read("""{"state":"running","pid":1,"inventedLater":{"a":[1]},"oomKilled":false}""").State);

    // As the daemon reads a frame, and as it reads an exit file.
    private static MonitorStatus Read(string json)
    {
        MonitorStatus frame = JsonSerializer.Deserialize(json, MonitorJson.Default.MonitorStatus)!;
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(json));
            Assert.Equal(frame, ExitFile.Read(path));
            return frame;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
