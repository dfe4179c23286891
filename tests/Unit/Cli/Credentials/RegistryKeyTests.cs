using Berth.Cli.Credentials;
using Xunit;

namespace Berth.Unit.Cli.Credentials;

public sealed class RegistryKeyTests
{
    [Theory]
    [InlineData("", RegistryKey.Hub)]
    [InlineData("docker.io", RegistryKey.Hub)]
    [InlineData("https://index.docker.io/v1/", RegistryKey.Hub)]
    [InlineData("127.0.0.1:5000", "127.0.0.1:5000")]
    [InlineData("localhost", "localhost")]
    [InlineData("https://r.example/v2/", "r.example")]
    [InlineData("http://user@r.example:80/x", "r.example:80")]
    [InlineData("r.example/team/image", "r.example")]
    [InlineData("https://[::1]:5000/", "[::1]:5000")]
    public void OfServer_WhatPeopleType_IsHostAndPort(string server, string key) => Assert.Equal(key, RegistryKey.OfServer(server));

    [Theory]
    [InlineData("docker.io", RegistryKey.Hub)]
    [InlineData("index.docker.io", RegistryKey.Hub)]
    [InlineData("ghcr.io", "ghcr.io")]
    public void OfDomain_Registry_IsItself(string domain, string key) => Assert.Equal(key, RegistryKey.OfDomain(domain));

    [Theory]
    [InlineData("nginx", RegistryKey.Hub)]
    [InlineData("wangxiong/lnmp", RegistryKey.Hub)]
    [InlineData("docker.io/nginx", RegistryKey.Hub)]
    [InlineData("localhost/x", "localhost")]
    [InlineData("r:5000/a/b", "r:5000")]
    public void OfSearchTerm_Term_NamesItsRegistry(string term, string key) => Assert.Equal(key, RegistryKey.OfSearchTerm(term));
}
