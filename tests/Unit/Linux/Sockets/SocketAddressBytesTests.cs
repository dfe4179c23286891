using System.Net;
using Berth.Linux.Sockets;
using Xunit;

namespace Berth.Unit.Linux.Sockets;

public sealed class SocketAddressBytesTests
{
    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]:65535")]
    [InlineData("[fe80::1%7]:1")]
    public void Write_Endpoint_IsTheFrameworksStruct(string text)
    {
        IPEndPoint endpoint = IPEndPoint.Parse(text);
        Span<byte> bytes = stackalloc byte[SocketAddressBytes.MaxSize];

        int length = SocketAddressBytes.Write(endpoint, bytes);

        Assert.Equal(endpoint.Serialize().Buffer[..length].ToArray(), bytes[..length].ToArray());
        Assert.Equal(endpoint, SocketAddressBytes.Read(bytes[..length]));
    }

    [Fact]
    public void Read_OtherFamily_IsNothing()
    {
        Assert.Null(SocketAddressBytes.Read(new byte[28]));
        Assert.Null(SocketAddressBytes.Read([2, 0]));
    }
}
