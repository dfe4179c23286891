using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

public sealed class HostsFileTests
{
    [Fact]
    public void Parse_AFile_HasItsHostsInTheirOrder()
    {
        HostsFileContent content = HostsFile.Parse(
            """
            server = "https://reg.example"

            [host."https://b.example"]
              capabilities = ["pull", "Resolve"]
            [host."a.example:5000/hub"]
              ca = ["/etc/ca.pem", "own.pem"]
              client = [["c.cert", "c.key"], "both.pem"]
              skip_verify = true
              dial_timeout = "1.5s"
              [host."a.example:5000/hub".header]
                X-One = "1"
                X-Two = ["2", "3"]
            [host."http://c.example/as/it/is/"]
              override_path = true
            [host."https://d.example/v2"]
            """,
            "/d");

        Assert.Equal(
            ["https://b.example/v2", "https://a.example:5000/hub/v2", "http://c.example/as/it/is", "https://d.example/v2"],
            content.Hosts.Select(h => h.Address!.AbsoluteUri));
        Assert.Equal("https://reg.example/v2", content.Own.Address!.AbsoluteUri);
        Assert.Equal(HostCapabilities.Pull | HostCapabilities.Resolve, content.Hosts[0].Capabilities);
        HostsFileEntry second = content.Hosts[1];
        Assert.Null(second.Capabilities);
        Assert.Equal(["/etc/ca.pem", "/d/own.pem"], second.AuthorityFiles);
        Assert.Equal([new CertificateFile("/d/c.cert", "/d/c.key"), new CertificateFile("/d/both.pem", "/d/both.pem")], second.ClientFiles);
        Assert.True(second.SkipsVerification);
        Assert.Equal(TimeSpan.FromSeconds(1.5), second.DialTimeout);
        Assert.Equal(["X-One: 1", "X-Two: 2", "X-Two: 3"], second.Headers.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Fact]
    public void Parse_AnEmptyFile_SaysNothing()
    {
        HostsFileContent content = HostsFile.Parse("", "/d");

        Assert.Empty(content.Hosts);
        Assert.Null(content.Own.Address);
    }

    [Theory]
    [InlineData("server = 1", "server must be a string")]
    [InlineData("sever = \"https://a\"", "the file: sever is not known here")]
    [InlineData("[host.\"https://a\"]\ncapability = [\"pull\"]", "host.\"https://a\": capability is not known here")]
    [InlineData("[host.\"https://a\"]\ncapabilities = [\"fetch\"]", "unknown capability fetch")]
    [InlineData("[host.\"https://a\"]\nskip_verify = \"yes\"", "skip_verify must be true or false")]
    [InlineData("[host.\"https://a\"]\ndial_timeout = \"2h\"", "dial_timeout must be a duration of at most a minute: 3s")]
    [InlineData("[host.\"https://a\"]\nclient = [[\"a\"]]", "client must be a file, files, or pairs of files")]
    [InlineData("[host.\"https://u:p@a\"]", "\"https://u:p@a\" is no address of a host")]
    [InlineData("host = 1", "host must be a table")]
    public void Parse_AnythingElse_IsRefused(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => HostsFile.Parse(text, "/d")).Message);

    [Fact]
    public void Parse_NoToml_SaysWhere() =>
        Assert.Contains("(1,", Assert.Throws<FormatException>(() => HostsFile.Parse("[host", "/d")).Message, StringComparison.Ordinal);
}
