using System.Buffers;
using System.Text;
using Berth.Runtime.Logs;
using CsCheck;
using Xunit;

namespace Berth.Unit.Runtime.Logs;

public sealed class JsonLogLineTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 21, 59, 27, TimeSpan.Zero);

    /// <summary>Input and output as seen with dockerd 20.10.</summary>
    [Fact]
    public void Write_EveryKindOfByte_IsWhatDockerdWrites()
    {
        byte[] text =
        [
            .. "a<b>&\"\\\t\b\f\r"u8, 0x01, 0x7f, .. " é"u8, 0xff, .. "\u2028 😀 "u8, 0xed, 0xa0, 0x80, (byte)' ', 0xc0, 0x80,
            .. " /end"u8,
        ];

        string line = Write(LogStream.Stdout, s_time.AddTicks(9613783), text, newline: true);

        Assert.Equal(
            """{"log":"a\u003cb\u003e\u0026\"\\\u0009\u0008\u000c\r\u0001"""
            + "\u007f é" + """\ufffd\u2028 😀 \ufffd\ufffd\ufffd \ufffd\ufffd /end\n","stream":"stdout","time":"2026-11-24T21:59:27.9613783Z"}"""
            + "\n",
            line);
    }

    [Fact]
    public void Write_TruncatedRune_IsOneReplacementForEachByte() =>
        Assert.Equal(
            """{"log":"\ufffd\ufffd\ufffd","stream":"stderr","time":"2026-11-24T21:59:27Z"}""" + "\n",
            Write(LogStream.Stderr, s_time, [0xf0, 0x9f, 0x98], newline: false));

    [Fact]
    public void TryParse_WhatWasWritten_IsTheTextWithReplacements() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            string line = Write(LogStream.Stderr, s_time, bytes, newline: true);

            Assert.True(JsonLogParser.TryParse(Encoding.UTF8.GetBytes(line), out LogEntry entry));
            Assert.Equal(LogStream.Stderr, entry.Stream);
            Assert.Equal(s_time, entry.Time);
            if (Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString(bytes)) == bytes.Length && !Encoding.UTF8.GetString(bytes).Contains('\ufffd'))
            {
                Assert.Equal((byte[])[.. bytes, (byte)'\n'], entry.Text.ToArray());
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("""{"log":"a""")]
    [InlineData("""{"log":"a","stream":"stdout"}""")]
    [InlineData("""{"log":5,"stream":"stdout","time":"2026-11-24T21:59:27Z"}""")]
    [InlineData("""{"log":"a","stream":"stdin","time":"2026-11-24T21:59:27Z"}""")]
    [InlineData("""{"log":"a","stream":"stdout","time":"yesterday"}""")]
    [InlineData("[]")]
    public void TryParse_NoEntry_IsFalse(string line) => Assert.False(JsonLogParser.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void TryParse_AttributesOfDockerd_ArePassedOver()
    {
        byte[] line = """{"log":"a\n","stream":"stdout","attrs":{"k":"v"},"time":"2026-11-24T21:59:27.123456789Z"}"""u8.ToArray();

        Assert.True(JsonLogParser.TryParse(line, out LogEntry entry));
        Assert.Equal("a\n", Encoding.UTF8.GetString(entry.Text.Span));
        Assert.Equal(s_time.AddTicks(1234567), entry.Time);
    }

    private static string Write(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonLogLine.Write(output, stream, time, text, newline);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
