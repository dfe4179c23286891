using Berth.EngineApi.Streams;
using Xunit;

namespace Berth.Unit.EngineApi;

public sealed class StdioDemultiplexerTests
{
    [Fact]
    public async Task Copy_FramesOfBothStreams_TakesThemApart()
    {
        using var wire = new MemoryStream();
        using (var writer = new StdioFrameWriter(wire))
        {
            await writer.WriteAsync(StdioKind.Stdout, "out1 "u8.ToArray(), TestContext.Current.CancellationToken);
            await writer.WriteAsync(StdioKind.Stderr, "err"u8.ToArray(), TestContext.Current.CancellationToken);
            await writer.WriteAsync(StdioKind.Stdout, ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
            await writer.WriteAsync(StdioKind.Stdout, "out2"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var (stdout, stderr) = Copy(wire.ToArray());

        Assert.Equal("out1 out2", stdout);
        Assert.Equal("err", stderr);
    }

    [Fact]
    public void Copy_HeaderOnTheWire_IsKindThenBigEndianLength()
    {
        var header = new byte[StdioFrame.HeaderSize];

        new StdioFrame(StdioKind.Stderr, 0x01020304).Write(header);

        Assert.Equal([2, 0, 0, 0, 1, 2, 3, 4], header);
        Assert.Equal(new StdioFrame(StdioKind.Stderr, 0x01020304), StdioFrame.Read(header));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 5, 65 })]
    public void Copy_StreamEndsInsideFrame_Throws(byte[] wire) => Assert.Throws<EndOfStreamException>(() => Copy(wire));

    [Theory]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 1, 65 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0xff, 0, 0, 1, 65 })]
    public void Copy_HeaderIsNoHeader_Throws(byte[] wire) => Assert.Throws<InvalidDataException>(() => Copy(wire));

    [Fact]
    public void Copy_SystemErrorFrame_ThrowsWithItsText()
    {
        byte[] wire = [3, 0, 0, 0, 0, 0, 0, 4, .. "oops"u8];

        Assert.Equal("error from daemon in stream: oops", Assert.Throws<StdioStreamException>(() => Copy(wire)).Message);
    }

    private static (string Stdout, string Stderr) Copy(byte[] wire)
    {
        using var stdout = new MemoryStream();
        using var stderr = new MemoryStream();
        StdioDemultiplexer.Copy(new MemoryStream(wire), stdout, stderr);
        return (System.Text.Encoding.UTF8.GetString(stdout.ToArray()), System.Text.Encoding.UTF8.GetString(stderr.ToArray()));
    }
}
