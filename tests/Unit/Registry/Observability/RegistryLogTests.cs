using System.Text;
using System.Text.Json;
using Berth.Registry.Observability;
using Berth.Unit.RegistryClient;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Berth.Unit.Registry.Observability;

public sealed partial class RegistryLogTests : IDisposable
{
    private readonly MemoryStream _stream = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void Write_Logfmt_IsALineOfFields()
    {
        string line = Log(isJson: false, record =>
        {
            record.Text("path"u8, "/v2/a/manifests/b:c@d");
            record.Text("user"u8, null);
            record.Number("bytes"u8, -12);
            record.Milliseconds("ms"u8, TimeSpan.FromTicks(12_345_67));
        });

        Assert.Equal("time=\"2026-01-02T03:04:05.0000000Z\" level=info msg=request path=/v2/a/manifests/b:c@d bytes=-12 ms=123.456\n", line);
    }

    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("x\" level=error msg=\"", "\"x\\\" level=error msg=\\\"\"")]
    [InlineData("x\nlevel=error", "\"x\\nlevel=error\"")]
    [InlineData("\u001b[2J\r\u0085\u202e\u2028", "\"\\u001b[2J\\r\\u0085\\u202e\\u2028\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("仓库 ü", "\"仓库 ü\"")]
    [InlineData("x=y", "\"x=y\"")]
    public void Write_LogfmtOfHostileText_IsEscaped(string text, string written) =>
        Assert.EndsWith($" agent={written}\n", Log(isJson: false, record => record.Text("agent"u8, text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a \"b\"\n\u202e\u0000 仓库")]
    [InlineData("plain")]
    public void Write_JsonOfHostileText_IsOneLineThatReadsBack(string text)
    {
        string line = Log(isJson: true, record =>
        {
            record.Text("agent"u8, text);
            record.Number("status"u8, 200);
            record.Milliseconds("ms"u8, TimeSpan.FromTicks(12_345_67));
        });

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        Assert.Equal((text, 200, 123.456m), (root.GetProperty("agent").GetString(), root.GetProperty("status").GetInt32(), root.GetProperty("ms").GetDecimal()));
        Assert.Equal(("2026-01-02T03:04:05Z", "info", "request"), (root.GetProperty("time").GetString(), root.GetProperty("level").GetString(), root.GetProperty("msg").GetString()));
    }

    [Fact]
    public void Write_HalfACharacter_IsReplaced()
    {
        Assert.EndsWith(" agent=\"\ufffdx\"\n", Log(isJson: false, record => record.Text("agent"u8, "\ud800x")), StringComparison.Ordinal);
        _stream.SetLength(0);
        using JsonDocument document = JsonDocument.Parse(Log(isJson: true, record => record.Text("agent"u8, "\ud800x")));

        Assert.Equal("\ufffdx", document.RootElement.GetProperty("agent").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_LongText_IsCutOff(bool isJson) => Assert.InRange(Log(isJson, record => record.Text("agent"u8, new string('x', 100_000))).Length, 1024, 1200);

    [Fact]
    public void Logger_BelowTheThreshold_WritesNothing()
    {
        using (RegistryLog log = Open(isJson: false))
        {
            Whisper(log.CreateLogger("Berth.Registry.Some"));
            Shout(log.CreateLogger("Berth.Registry.Some"), new IOException("outer", new IOException("inner")));
        }

        Assert.EndsWith("level=warning msg=\"but this\" module=Some error=\"IOException: outer: inner\"\n", Written(), StringComparison.Ordinal);
        Assert.Equal(1, Written().Count(c => c == '\n'));
    }

    [Fact]
    public void Write_FromManyThreads_LosesAndMixesNothing()
    {
        using (RegistryLog log = Open(isJson: false))
        {
            Parallel.For(0, 8, thread =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    LogRecord record = log.Begin(LogLevel.Information, "request");
                    record.Number("n"u8, (thread * 1000) + i);
                    log.Write(record);
                }
            });
        }

        IEnumerable<int> numbers = Written().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => int.Parse(l[(l.LastIndexOf('=') + 1)..], null));
        Assert.Equal(Enumerable.Range(0, 8000), numbers.Order());
    }

    [Fact]
    public void Write_ReaderThatDoesNotRead_DropsAndSaysHowMany()
    {
        using var stream = new BlockedStream();
        using (var log = new RegistryLog(LogLevel.Information, false, new ManualTime(), stream))
        {
            log.Write(log.Begin(LogLevel.Information, "first"));
            stream.Entered.Wait(TestContext.Current.CancellationToken);
            string text = new('x', 1000);
            for (int i = 0; i < 5000; i++)
            {
                LogRecord record = log.Begin(LogLevel.Information, "more");
                record.Text("x"u8, text);
                log.Write(record);
            }

            stream.Open.Set();
        }

        string written = Encoding.UTF8.GetString(stream.Written.ToArray());
        Assert.InRange(stream.Written.Length, LogOutput.LargestBacklog - 2000, LogOutput.LargestBacklog + 2000);
        Assert.Contains("lines of the log were dropped", written, StringComparison.Ordinal);
    }

    private RegistryLog Open(bool isJson) => new(LogLevel.Information, isJson, new ManualTime(), _stream);

    private string Log(bool isJson, Action<LogRecord> fill)
    {
        using (RegistryLog log = Open(isJson))
        {
            LogRecord record = log.Begin(LogLevel.Information, "request");
            fill(record);
            log.Write(record);
        }

        return Written();
    }

    private string Written() => Encoding.UTF8.GetString(_stream.ToArray());

    private sealed class BlockedStream : MemoryStream
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Open { get; } = new();

        public MemoryStream Written { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Entered.Set();
            Open.Wait();
            Written.Write(buffer);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "not this")]
    private static partial void Whisper(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "but this")]
    private static partial void Shout(ILogger log, Exception error);
}
