using System.Buffers;
using System.Text;
using Berth.Engine.Logs;
using Berth.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class LogCopierTests
{
    private static readonly LogEntry s_error = new(
        LogStream.Stderr, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Encoding.UTF8.GetBytes("oh\n"));

    [Fact]
    public void Write_Framed_HasKindAndLength()
    {
        byte[] written = Write(new LogFormat { Framed = true, Stdout = true, Stderr = true });

        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 3, (byte)'o', (byte)'h', (byte)'\n'], written);
    }

    [Fact]
    public void Write_FramedWithTimes_CountsTheTime()
    {
        byte[] written = Write(new LogFormat { Framed = true, Stdout = true, Stderr = true, Timestamps = true });

        Assert.Equal(written.Length - 8, written[7]);
        Assert.Equal("2026-01-02T03:04:05.000000000Z oh\n", Encoding.UTF8.GetString(written.AsSpan(8)));
    }

    [Fact]
    public void Write_Terminal_IsJustTheBytes() =>
        Assert.Equal("oh\n", Encoding.UTF8.GetString(Write(new LogFormat { Framed = false, Stdout = true, Stderr = true })));

    [Fact]
    public void Write_StreamNotAskedFor_IsLeftOut() =>
        Assert.Empty(Write(new LogFormat { Framed = true, Stdout = true, Stderr = false }));

    private static byte[] Write(LogFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        LogCopier.Write(s_error, format, output);
        return output.WrittenSpan.ToArray();
    }
}
