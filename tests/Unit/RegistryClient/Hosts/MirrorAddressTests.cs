using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

public class MirrorAddressTests
{
    [Theory]
    [InlineData("https://m.example", "https://m.example/v2", "https://m.example/", "library/busybox")]
    [InlineData("http://m.example:5055/", "http://m.example:5055/v2", "http://m.example:5055/", "library/busybox")]
    [InlineData("https://m.example/a/b/", "https://m.example/a/b/v2", "https://m.example/a/b/", "library/busybox")]
    [InlineData("https://[::1]:5000", "https://[::1]:5000/v2", "https://[::1]:5000/", "library/busybox")]
    [InlineData("https://m.example/{registry}/{repository}", "https://m.example/v2", "https://m.example/{registry}/{repository}", "docker.io/library/busybox")]
    [InlineData("https://m.example/cache/{repository}", "https://m.example/v2", "https://m.example/cache/{repository}", "cache/library/busybox")]
    public void Parse_Mirror_HasApiTextAndRepository(string text, string api, string shown, string repository)
    {
        MirrorAddress mirror = MirrorAddress.Parse(text);

        Assert.Equal(api, mirror.Api.AbsoluteUri);
        Assert.Equal(shown, mirror.Text);
        var host = new RegistryHost { Base = mirror.Api, Registry = "docker.io", RepositoryTemplate = mirror.RepositoryTemplate };
        Assert.Equal(repository, host.RepositoryPath("library/busybox"));
    }

    [Theory]
    [InlineData("", "invalid mirror: no scheme specified for \"\": must use either 'https://' or 'http://'")]
    [InlineData("m.example", "invalid mirror: no scheme specified for \"m.example\": must use either 'https://' or 'http://'")]
    [InlineData("ftp://x", "invalid mirror: unsupported scheme \"ftp\" in \"ftp://x\": must use either 'https://' or 'http://'")]
    [InlineData("https://m.example?x=y", "invalid mirror: query or fragment at end of the URI \"https://m.example?x=y\"")]
    [InlineData("https://m.example#x", "invalid mirror: query or fragment at end of the URI \"https://m.example#x\"")]
    [InlineData("https://u:p@m.example", "invalid mirror: username/password not allowed in URI \"https://u:xxxxx@m.example\"")]
    [InlineData("http://m.example:99999", "invalid mirror: \"http://m.example:99999\" is not a valid URI")]
    [InlineData("https://m.example/{repo}", "invalid mirror: the path of \"https://m.example/{repo}\" must end with {repository}, and may have {registry} before it")]
    [InlineData("https://m.example/{repository}/x", "invalid mirror: the path of \"https://m.example/{repository}/x\" must end with {repository}, and may have {registry} before it")]
    public void Parse_NoMirror_SaysWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => MirrorAddress.Parse(text)).Message);
}
