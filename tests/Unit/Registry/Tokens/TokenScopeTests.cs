using Berth.Registry.Access;
using Berth.Registry.Tokens;
using Xunit;

namespace Berth.Unit.Registry.Tokens;

public sealed class TokenScopeTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("repository:foo:pull", "repository:foo:pull")]
    [InlineData("repository:foo:pull,push", "repository:foo:pull,push")]
    [InlineData("repository:foo:pull,push repository:bar:pull", "repository:foo:pull,push repository:bar:pull")]
    [InlineData("repository:foo:pull repository:foo:push,pull", "repository:foo:pull,push")]
    [InlineData("repository(plugin):foo/bar:pull", "repository:foo/bar:pull")]
    [InlineData("repository:host:5000/foo:pull", "repository:host:5000/foo:pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("repository:foo", "")]
    [InlineData("repository:foo:", "")]
    [InlineData("repository::pull", "")]
    [InlineData(":foo:pull", "")]
    [InlineData("::", "")]
    [InlineData("repository:foo:,,,", "")]
    [InlineData("  repository:foo:pull   nonsense  ", "repository:foo:pull")]
    public void Parse_OneParameter_GivesItsResources(string text, string expected) => Assert.Equal(expected, TokenScope.Format(TokenScope.Parse([text])));

    [Fact]
    public void Parse_SeveralParameters_AreAdded() =>
        Assert.Equal("repository:a:push,pull repository:b:pull", TokenScope.Format(TokenScope.Parse(["repository:a:push", null, "repository:b:pull repository:a:pull"])));

    [Fact]
    public void Parse_MoreThanAnybodyNeeds_IsCut()
    {
        IReadOnlyList<TokenAccess> many = TokenScope.Parse(Enumerable.Range(0, 5000).Select(static i => $"repository:r{i}:pull"));
        IReadOnlyList<TokenAccess> wide = TokenScope.Parse(["repository:a:" + string.Join(',', Enumerable.Range(0, 5000))]);

        Assert.Equal(TokenScope.MostResources, many.Count);
        Assert.InRange(Assert.Single(wide).Actions.Count, 1, 10);
    }

    [Theory]
    [InlineData("pull", RepositoryActions.Pull)]
    [InlineData("pull,push", RepositoryActions.Pull | RepositoryActions.Push)]
    [InlineData("*", RepositoryActions.All)]
    [InlineData("delete", RepositoryActions.Delete)]
    [InlineData("PULL,admin,", RepositoryActions.None)]
    public void Actions_Names_AreThoseOfTheSpecification(string names, object actions) => Assert.Equal((RepositoryActions)actions, TokenScope.Actions(names.Split(',')));
}
