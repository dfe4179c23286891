using Berth.Cli;
using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Xunit;

namespace Berth.Unit.Cli;

/// <summary>What the configuration file and the environment add to requests.</summary>
public sealed class ClientSettingsTests
{
    [Fact]
    public void Headers_OfTheVariable_ReplaceTheFiles()
    {
        var file = new Dictionary<string, string> { ["X-A"] = "1", ["User-Agent"] = "mine" };

        Assert.Equal(["X-A: 1"], CustomHeaders.Of(null, file));
        Assert.Equal(["X-B: 2", "X-C: a,b"], CustomHeaders.Of("X-B=2,\"X-C=a,b\"", file));
    }

    [Theory]
    [InlineData("X-A", "1\r\nX-B: 2")]
    [InlineData("X A", "1")]
    [InlineData("", "1")]
    public void Headers_ThatWouldBeMore_AreRefused(string name, string value) =>
        Assert.Throws<CommandException>(() => CustomHeaders.Of(null, new Dictionary<string, string> { [name] = value }));

    [Fact]
    public void Proxies_OfTheFile_LeaveTheContainersOwn() => Assert.Equal(
        ["http_proxy=own", "HTTP_PROXY=p", "NO_PROXY=n", "no_proxy=n"],
        ProxyVariables.Add(["http_proxy=own"], new Dictionary<string, string> { ["httpProxy"] = "p", ["noProxy"] = "n", ["ftpProxy"] = "" })!);
}
