using Berth.Runtime.Monitor;
using CsCheck;
using Xunit;

namespace Berth.Unit.Runtime.Monitor;

public sealed class RequestParserTests
{
    [Fact]
    public void TryRead_FramesInPiecesOfAnySize_AreTheSameRequests()
    {
        byte[] input = new byte[1000];
        Random.Shared.NextBytes(input);
        byte[] wire =
        [
            .. Frame.Of(RequestKind.Subscribe, [7]), .. Frame.Of(RequestKind.Start, []), .. Frame.Of(RequestKind.Stdin, input),
            .. Frame.Of(RequestKind.Stdin, []), .. Frame.Of(RequestKind.Resize, [0, 24, 0, 80]), .. Frame.Of(RequestKind.CloseStdin, []),
            .. Frame.Of(RequestKind.Signal, [0, 0, 0, 15]),
        ];

        Gen.Int[1, 40].Sample(size =>
        {
            var parser = new RequestParser();
            List<byte> received = [];
            List<string> others = [];
            foreach (byte[] piece in wire.Chunk(size))
            {
                ReadOnlySpan<byte> data = piece;
                while (parser.TryRead(ref data, out RequestKind kind, out ReadOnlySpan<byte> payload))
                {
                    if (kind == RequestKind.Stdin)
                    {
                        received.AddRange(payload);
                    }
                    else
                    {
                        others.Add($"{kind} {Convert.ToHexString(payload)}");
                    }
                }

                Assert.Equal(0, data.Length);
            }

            Assert.Equal(input, received);
            Assert.Equal(["Subscribe 07", "Start ", "Resize 00180050", "CloseStdin ", "Signal 0000000F"], others);
        });
    }

    [Theory]
    [InlineData(new byte[] { 6, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 1, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0x10, 0, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 3 })]
    public void TryRead_NotTheProtocol_Throws(byte[] wire) => Assert.Throws<InvalidDataException>(() =>
    {
        ReadOnlySpan<byte> data = wire;
        new RequestParser().TryRead(ref data, out _, out _);
    });

    [Fact]
    public void TryRead_AnyBytes_NeverLoops() => Gen.Byte.Array[0, 200].Sample(wire =>
    {
        ReadOnlySpan<byte> data = wire;
        var parser = new RequestParser();
        try
        {
            for (int requests = 0; parser.TryRead(ref data, out _, out _); requests++)
            {
                Assert.True(requests <= wire.Length);
            }
        }
        catch (InvalidDataException)
        {
            // One of the two answers to nonsense.
        }
    });
}
