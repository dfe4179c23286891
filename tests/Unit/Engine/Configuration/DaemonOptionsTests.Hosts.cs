using Berth.Engine.Configuration;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public partial class DaemonOptionsTests
{
    [Theory]
    [InlineData("tcp://", "localhost", null)]
    [InlineData("tcp://:2375", "localhost", 2375)]
    [InlineData("tcp://0.0.0.0", "0.0.0.0", null)]
    [InlineData("tcp://10.0.0.1:99", "10.0.0.1", 99)]
    [InlineData("tcp://[::1]", "::1", null)]
    [InlineData("tcp://[fe80::1]:7", "fe80::1", 7)]
    public void Parse_TcpHost_IsReadInEveryForm(string text, string host, int? port)
    {
        HostAddress address = HostAddress.Parse(text);

        Assert.Equal((host, port), (address.TcpHost, address.TcpPort));
        Assert.Null(address.SocketPath);
    }

    [Theory]
    [InlineData("unix:///a/b", "unix:///a/b")]
    [InlineData("unix://", "unix:///run/berth.sock")]
    [InlineData("tcp://[::1]:5", "tcp://[::1]:5")]
    [InlineData("fd://", "fd://")]
    [InlineData("fd://4", "fd://4")]
    public void ToString_Host_IsHowItIsWritten(string text, string expected) => Assert.Equal(expected, HostAddress.Parse(text).ToString());

    [Theory]
    [InlineData("-H", "tcp://127.0.0.1:2375")]
    [InlineData("-H", "tcp://127.0.0.1:2375", "--tls")]
    [InlineData("-H", "unix:///a", "-H", "tcp://127.0.0.1:2375", "--tlsverify=false")]
    public void Load_TcpWithoutClientCertificates_IsRefusedAndSaysWhatToDo(params string[] args)
    {
        string message = Assert.Throws<ConfigurationException>(() => Load(args, null)).Message;

        Assert.StartsWith("refusing to listen on tcp://127.0.0.1:2375 without client certificates", message, StringComparison.Ordinal);
        Assert.Contains("--tlsverify", message, StringComparison.Ordinal);
        Assert.Contains("--allow-insecure-tcp", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TcpThatTheUserInsistsOn_IsTaken()
    {
        DaemonOptions options = Load(["-H", "tcp://127.0.0.1:2375", "--config-file", "f"], """{ "allow-insecure-tcp": true }""");

        Assert.True(options.AllowInsecureTcp);
        Assert.Null(options.Tls);
    }

    [Fact]
    public void Load_TlsVerify_AsksClientsForCertificates()
    {
        DaemonOptions options = Load(["-H", "tcp://", "--tlsverify", "--tlscacert=/c/a", "--tlscert=/c/b", "--tlskey=/c/d"], null);

        Assert.Equal(new DaemonTlsOptions("/c/b", "/c/d", "/c/a"), options.Tls);
    }

    [Fact]
    public void Load_TlsWithoutPaths_HasTheDefaultFiles() => Assert.Equal(
        new DaemonTlsOptions("/etc/berth/cert.pem", "/etc/berth/key.pem", "/etc/berth/ca.pem"), Load(["--tlsverify"], null).Tls);
}
