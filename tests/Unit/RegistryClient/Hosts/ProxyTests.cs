using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

public class ProxyTests
{
    [Theory]
    [InlineData("", "https://reg.example/v2/", true)]
    [InlineData("", "https://localhost:5000/v2/", false)]
    [InlineData("", "https://127.0.0.1:5000/v2/", false)]
    [InlineData("", "https://[::1]:5000/v2/", false)]
    [InlineData("*", "https://reg.example/", false)]
    [InlineData("a.example, *", "https://reg.example/", false)]
    [InlineData("reg.example", "https://reg.example/", false)]
    [InlineData("REG.example", "https://reg.EXAMPLE/", false)]
    [InlineData("example", "https://reg.example/", false)]
    [InlineData("example", "https://regexample/", true)]
    [InlineData("eg.example", "https://reg.example/", true)]
    [InlineData(".example", "https://example/", true)]
    [InlineData(".example", "https://reg.example/", false)]
    [InlineData("*.example", "https://example/", true)]
    [InlineData("*.example", "https://a.b.example/", false)]
    [InlineData("reg.example:443", "https://reg.example/", false)]
    [InlineData("reg.example:5000", "https://reg.example/", true)]
    [InlineData("reg.example:5000", "https://reg.example:5000/", false)]
    [InlineData("reg.example:x", "https://reg.example/", true)]
    [InlineData("10.0.0.1", "https://10.0.0.1:5000/", false)]
    [InlineData("10.0.0.1:80", "https://10.0.0.1:5000/", true)]
    [InlineData("10.0.0.1:80", "http://10.0.0.1/", false)]
    [InlineData("10.0.0.0/8", "https://10.200.0.1/", false)]
    [InlineData("10.1.1.1/8", "https://10.200.0.1/", false)]
    [InlineData("10.0.0.0/8", "https://11.0.0.1/", true)]
    [InlineData("10.0.0.0/8", "https://reg.example/", true)]
    [InlineData("fd00::/8", "https://[fd00::1]/", false)]
    [InlineData("fd00::1", "https://[fd00::1]/", false)]
    [InlineData("[fd00::1]:5000", "https://[fd00::1]:5000/", false)]
    [InlineData("[fd00::1]:5000", "https://[fd00::1]/", true)]
    [InlineData(",,:80, ", "https://reg.example/", true)]
    public void GetProxy_NoProxy_IsMatchedAsGoDoes(string noProxy, string address, bool proxied)
    {
        var rules = new ProxyRules(new ProxySettings { HttpProxy = "p:1", HttpsProxy = "http://p:1", NoProxy = noProxy });

        Assert.Equal(proxied ? new Uri("http://p:1/") : null, rules.GetProxy(new Uri(address)));
        Assert.Equal(!proxied, rules.IsBypassed(new Uri(address)));
    }

    [Fact]
    public void GetProxy_EachScheme_HasItsOwn()
    {
        var rules = new ProxyRules(new ProxySettings { HttpsProxy = "socks5://s:1080" });

        Assert.Null(rules.GetProxy(new Uri("http://reg.example/")));
        Assert.Equal("socks5://s:1080/", rules.GetProxy(new Uri("https://reg.example/"))?.AbsoluteUri);
        Assert.True(new ProxyRules(new ProxySettings { NoProxy = "x" }).IsEmpty);
    }

    [Fact]
    public void GetCredential_UserInTheAddress_IsUnescaped()
    {
        var rules = new ProxyRules(new ProxySettings { HttpsProxy = "http://u%40x:p%3Aq@p:1" });

        System.Net.NetworkCredential? credential = rules.GetCredential(new Uri("http://p:1/"), "Basic");

        Assert.Equal(("u@x", "p:q"), (credential?.UserName, credential?.Password));
        Assert.Null(rules.GetCredential(new Uri("http://other:1/"), "Basic"));
    }

    [Theory]
    [InlineData("http://user:secret@proxy.example:3128", "http://xxxxx:xxxxx@proxy.example:3128")]
    [InlineData("user@proxy.example:3128", "xxxxx:xxxxx@proxy.example:3128")]
    [InlineData("http://a@b:c@p/x@y", "http://xxxxx:xxxxx@p/x@y")]
    [InlineData("http://proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("", "")]
    public void Masked_Credentials_AreReplaced(string proxy, string shown) => Assert.Equal(shown, ProxySettings.Masked(proxy));

    [Fact]
    public void WithEnvironment_WhatIsNotSet_ComesFromUpperThenLowerCase()
    {
        var environment = new Dictionary<string, string> { ["HTTP_PROXY"] = "", ["http_proxy"] = "low:1", ["HTTPS_PROXY"] = "up:1", ["https_proxy"] = "low:2", ["no_proxy"] = "x" };

        ProxySettings proxies = new ProxySettings { NoProxy = "own" }.WithEnvironment(environment.GetValueOrDefault);

        Assert.Equal(new ProxySettings { HttpProxy = "low:1", HttpsProxy = "up:1", NoProxy = "own" }, proxies);
    }
}
