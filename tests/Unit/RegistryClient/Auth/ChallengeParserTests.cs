using Berth.RegistryClient.Auth;
using Xunit;

namespace Berth.Unit.RegistryClient.Auth;

public sealed class ChallengeParserTests
{
    [Theory]
    [InlineData("Basic realm=\"a, b\"", "basic realm=a, b")]
    [InlineData("Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:x:pull,push\"", "bearer realm=https://a/t scope=repository:x:pull,push service=s")]
    [InlineData("BEARER Realm=https://a/t , SERVICE = s", "bearer realm=https://a/t service=s")]
    [InlineData("Basic realm=\"x\", Bearer realm=\"y\"", "basic realm=x|bearer realm=y")]
    [InlineData("Negotiate, Basic realm=\"q\\\"uote\"", "negotiate|basic realm=q\"uote")]
    [InlineData("Bearer realm=\"never ends", "bearer")]
    [InlineData("Bearer realm=\"first\",realm=\"second\"", "bearer realm=first")]
    [InlineData("", "")]
    [InlineData(",,=,\"", "")]
    public void Parse_ALine_HasItsChallenges(string line, string expected)
    {
        IEnumerable<string> challenges = ChallengeParser.Parse([line]).Select(c => string.Join(
            ' ', c.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}").Prepend(c.Scheme)));

        Assert.Equal(expected, string.Join('|', challenges));
    }
}
