using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Registry.Access;
using Berth.Registry.Hosting;
using Berth.Registry.Tokens;
using Berth.Unit.Registry.Accounts;
using Xunit;

namespace Berth.Unit.Registry.Tokens;

/// <summary>Tokens that are good, and a collection of forged ones.</summary>
public sealed class BearerTokensTests : IDisposable
{
    private static readonly TokenAccess s_pull = new("repository", "alice/app", ["pull"]);

    private readonly AccountsData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(SigningAlgorithm.Es256)]
    [InlineData(SigningAlgorithm.Rs256)]
    public async Task CheckAsync_WhatWasIssued_IsReadBack(string algorithm)
    {
        await _data.Keys.RotateAsync(algorithm, revokes: false);
        string text = await _data.Tokens.IssueAsync(new Caller("alice", false) { Login = new Login(42, 7, false) }, [s_pull]);

        BearerToken token = (await _data.Tokens.CheckAsync(text))!;
        BearerToken again = (await _data.Tokens.CheckAsync(text))!;

        Assert.Equal(algorithm, (string?)Part(text, 0)["alg"]);
        Assert.Equal(("alice", 42, 7), (token.User, token.Revision, token.AccessToken));
        Assert.Equal("repository:alice/app:pull", TokenScope.Format(token.Access));
        Assert.Same(token, again);
        Assert.NotNull(await new BearerTokens(new SigningKeys(_data.Database, _data.Time), _data.Identity, _data.Time).CheckAsync(text));
    }

    [Fact]
    public async Task IssueAsync_Claims_AreThoseOfTheSpecification()
    {
        JsonNode claims = Part(await _data.Tokens.IssueAsync(Caller.Anonymous, [s_pull]), 1);
        long now = _data.Time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal("registry.example.org", (string?)claims["iss"]);
        Assert.Equal("registry.example.org", (string?)claims["aud"]);
        Assert.Equal("", (string?)claims["sub"]);
        Assert.Equal((now + 300, now, now), ((long)claims["exp"]!, (long)claims["nbf"]!, (long)claims["iat"]!));
        Assert.Equal("""[{"type":"repository","name":"alice/app","actions":["pull"]}]""", claims["access"]!.ToJsonString());
        Assert.Equal(32, ((string?)claims["jti"])!.Length);
        Assert.Null(claims["rev"]);
    }

    [Fact]
    public async Task CheckAsync_AfterItsTime_IsRefusedAlsoWhenItIsKnown()
    {
        string text = await IssueAsync();
        Assert.NotNull(await _data.Tokens.CheckAsync(text));

        _data.Time.Advance(BearerTokens.Life);

        Assert.Null(await _data.Tokens.CheckAsync(text));
    }

    [Fact]
    public async Task CheckAsync_BeforeItsTime_IsRefused()
    {
        string text = await IssueAsync();
        _data.Time.Advance(TimeSpan.FromMinutes(-1));

        Assert.Null(await _data.Tokens.CheckAsync(text));
    }

    [Theory]
    [InlineData("exp", null)]
    [InlineData("aud", "\"other.example.org\"")]
    [InlineData("aud", null)]
    [InlineData("aud", "[]")]
    [InlineData("iss", "\"other.example.org\"")]
    [InlineData("iss", null)]
    [InlineData("access", null)]
    [InlineData("access", "{}")]
    [InlineData("access", "[{\"type\":1}]")]
    [InlineData("sub", "7")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "99999999999999999999")]
    [InlineData("nbf", "4102444800")]
    public async Task CheckAsync_AClaimThatIsWrong_IsRefusedThoughOurKeySignedIt(string claim, string? json)
    {
        JsonNode claims = Part(await IssueAsync(), 1);
        claims[claim] = json is null ? null : JsonNode.Parse(json);
        if (json is null)
        {
            claims.AsObject().Remove(claim);
        }

        Assert.Null(await _data.Tokens.CheckAsync(await SignAsync(claims)));
    }

    [Fact]
    public async Task CheckAsync_OfAnotherRegistryWithTheSameKeys_IsRefused()
    {
        var other = new TokenIdentity(new RegistryOptions { PublicUrl = new Uri("https://other.example.org") });
        string text = await new BearerTokens(_data.Keys, other, _data.Time).IssueAsync(Caller.Anonymous, [s_pull]);

        Assert.Null(await _data.Tokens.CheckAsync(text));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    public async Task CheckAsync_AnotherAlgorithm_IsRefused(string algorithm)
    {
        string text = await IssueAsync();
        string kid = (string)Part(text, 0)["kid"]!;
        string head = Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{kid}}"}""") + "." + text.Split('.')[1];

        Assert.Null(await _data.Tokens.CheckAsync($"{head}."));
        Assert.Null(await _data.Tokens.CheckAsync($"{head}.{text.Split('.')[2]}"));
    }

    [Fact]
    public async Task CheckAsync_AMacUnderThePublicKey_IsRefused()
    {
        string text = await IssueAsync();
        SigningKey key = await _data.Keys.CurrentAsync();
        byte[] spki = ((Microsoft.IdentityModel.Tokens.ECDsaSecurityKey)key.Key).ECDsa.ExportSubjectPublicKeyInfo();
        string pem = PemEncoding.WriteString("PUBLIC KEY", spki);
        string head = Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{key.Id}}"}""") + "." + text.Split('.')[1];

        foreach (byte[] secret in new[] { spki, Encoding.ASCII.GetBytes(pem), Encoding.ASCII.GetBytes(pem + "\n"), [] })
        {
            string mac = Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(head)));
            Assert.Null(await _data.Tokens.CheckAsync($"{head}.{mac}"));
        }
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("' OR '1'='1")]
    [InlineData("x' UNION SELECT 'ES256', x'00' --")]
    [InlineData("0000000000000000")]
    [InlineData("%s%s%n")]
    [InlineData("")]
    [InlineData("LONG")]
    public async Task CheckAsync_AKeyIdThatIsNoneOfOurs_IsRefused(string kid)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        JsonNode claims = Part(await IssueAsync(), 1);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = kid == "LONG" ? new string('a', 8000) : kid };

        Assert.Null(await _data.Tokens.CheckAsync(Sign(header, claims, key)));
    }

    [Fact]
    public async Task CheckAsync_AKeyTheTokenBrings_IsRefused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string issued = await IssueAsync();
        JsonNode claims = Part(issued, 1);
        ECParameters point = key.ExportParameters(includePrivateParameters: false);
        JsonObject jwk = new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Encode(point.Q.X!), ["y"] = Encode(point.Q.Y!) };
        JsonNode[] headers =
        [
            new JsonObject { ["alg"] = "ES256", ["jwk"] = jwk.DeepClone() },
            new JsonObject { ["alg"] = "ES256", ["jwk"] = jwk.DeepClone(), ["kid"] = Part(issued, 0)["kid"]!.DeepClone() },
            new JsonObject { ["alg"] = "ES256", ["jku"] = "https://evil.example.org/keys", ["kid"] = Part(issued, 0)["kid"]!.DeepClone() },
            new JsonObject { ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())) },
            new JsonObject { ["alg"] = "ES256" },
        ];

        foreach (JsonNode header in headers)
        {
            Assert.Null(await _data.Tokens.CheckAsync(Sign(header, claims, key)));
        }
    }

    [Fact]
    public async Task CheckAsync_AnythingChanged_IsRefused()
    {
        string text = await IssueAsync();
        string[] parts = text.Split('.');
        JsonNode claims = Part(text, 1);
        claims["sub"] = "root";
        string[] forged =
        [
            $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}",
            $"{text}.{parts[1]}.{parts[2]}",
            $".{parts[1]}.{parts[2]}",
            $"{parts[0]}..{parts[2]}",
            $"{parts[0]}.{parts[1]}.{new string('A', 86)}",
            "..",
            "",
            "a.b.c",
            "é.é.é",
            "bnVsbA.bnVsbA.bnVsbA",
            new string('.', 2) + new string('a', 1 << 20),
            new string('a', 1 << 20),
            "{}.{}.{}",
        ];

        foreach (string one in forged)
        {
            Assert.Null(await _data.Tokens.CheckAsync(one));
        }

        Assert.NotNull(await _data.Tokens.CheckAsync(text));
    }

    [Fact]
    public async Task RotateAsync_OldTokens_AreGoodUntilTheyExpireAndNoMore()
    {
        string old = await IssueAsync();
        string first = (await _data.Keys.CurrentAsync()).Id;

        string second = await _data.Keys.RotateAsync(SigningAlgorithm.Rs256, revokes: false);
        string @new = await IssueAsync();
        Assert.NotNull(await new BearerTokens(_data.Keys, _data.Identity, _data.Time).CheckAsync(old));
        Assert.Equal(second, (string?)Part(@new, 0)["kid"]);
        Assert.Equal([second, first], _data.Keys.List().Select(static k => k.Id));

        _data.Time.Advance(SigningKeys.RetirementLength + TimeSpan.FromSeconds(1));
        await _data.Keys.RotateAsync(SigningAlgorithm.Es256, revokes: false);

        Assert.Null(_data.Keys.Find(first));
        Assert.DoesNotContain(first, _data.Keys.List().Select(static k => k.Id));
    }

    [Fact]
    public async Task CurrentAsync_AnOldKey_IsReplacedByOneOfItsKind()
    {
        string first = await _data.Keys.RotateAsync(SigningAlgorithm.Rs256, revokes: false);
        _data.Time.Advance(TimeSpan.FromDays(89));
        Assert.Equal(first, (await _data.Keys.CurrentAsync()).Id);

        _data.Time.Advance(TimeSpan.FromDays(1));
        SigningKey second = await _data.Keys.CurrentAsync();

        Assert.NotEqual(first, second.Id);
        Assert.Equal(SigningAlgorithm.Rs256, second.Algorithm);
        Assert.NotNull(_data.Keys.Find(first));
        Assert.Equal(second.Id, (await _data.Keys.CurrentAsync()).Id);
    }

    [Fact]
    public async Task RotateAsync_Revoking_EndsWhatTheOldKeySignedAlsoWhereItIsKnown()
    {
        string old = await IssueAsync();
        BearerToken token = (await _data.Tokens.CheckAsync(old))!;
        Assert.NotNull(_data.Rights.Standing(token, _data.Keys.HoldsIfRetiredAfter()));

        await _data.Keys.RotateAsync(SigningAlgorithm.Es256, revokes: true);

        Assert.Null(_data.Rights.Standing(token, _data.Keys.HoldsIfRetiredAfter()));
        Assert.Null(await new BearerTokens(_data.Keys, _data.Identity, _data.Time).CheckAsync(old));
    }

    private async Task<string> IssueAsync() => await _data.Tokens.IssueAsync(Caller.Anonymous, [s_pull]);

    private async Task<string> SignAsync(JsonNode claims)
    {
        SigningKey key = await _data.Keys.CurrentAsync();
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = key.Id };
        return Sign(header, claims, ((Microsoft.IdentityModel.Tokens.ECDsaSecurityKey)key.Key).ECDsa);
    }

    private static string Sign(JsonNode header, JsonNode claims, ECDsa key)
    {
        string text = $"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}";
        return $"{text}.{Encode(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static JsonNode Part(string token, int index) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]))!;

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
