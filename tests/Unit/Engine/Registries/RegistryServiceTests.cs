using Berth.Engine.Errors;
using Berth.Engine.Registries;
using Berth.EngineApi;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.Engine.Registries;

public sealed class RegistryServiceTests
{
    [Theory]
    [InlineData("wangxiong", "docker.io", "wangxiong")]
    [InlineData("wangxiong/lnmp", "docker.io", "wangxiong/lnmp")]
    [InlineData("docker.io/lnmp", "docker.io", "lnmp")]
    [InlineData("index.docker.io/lnmp", "docker.io", "lnmp")]
    [InlineData("localhost/lnmp", "localhost", "lnmp")]
    [InlineData("127.0.0.1:5000/a/b", "127.0.0.1:5000", "a/b")]
    public void Split_OfATerm_FollowsTheRuleOfReferences(string term, string registry, string words) =>
        Assert.Equal((registry, words), RegistryService.Split(term));

    [Theory]
    [InlineData("""{"stars":["3"]}""", true)]
    [InlineData("""{"stars":["4"]}""", false)]
    [InlineData("""{"stars":["1","4"]}""", false)]
    [InlineData("""{"is-official":["true"]}""", true)]
    [InlineData("""{"is-official":["false"]}""", false)]
    [InlineData("""{"is-automated":["false"],"stars":["2"]}""", true)]
    public void Filter_OfResults_TakesWhatAllConditionsAllow(string filters, bool expected) =>
        Assert.Equal(expected, RegistryService.Filter(Filters.Parse(filters))(new SearchResult { Name = "x", StarCount = 3, IsOfficial = true }));

    [Theory]
    [InlineData("""{"colour":["red"]}""")]
    [InlineData("""{"stars":["many"]}""")]
    [InlineData("""{"is-official":["perhaps"]}""")]
    public void Filter_ThatIsNone_IsRefused(string filters) =>
        Assert.Throws<InvalidParameterException>(() => RegistryService.Filter(Filters.Parse(filters)));

    [Fact]
    public void Split_OfAUrl_IsRefused() => Assert.Equal(
        "invalid repository name: repository name (https://foo/x) should not have a scheme",
        Assert.Throws<InvalidParameterException>(() => RegistryService.Split("https://foo/x")).Message);
}
