using Berth.Oci;
using CsCheck;
using Xunit;

namespace Berth.Unit.Oci;

/// <summary>The expectations were compared with what docker's own command line says.</summary>
public sealed class ReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("ubuntu", "docker.io/library/ubuntu", "ubuntu")]
    [InlineData("ubuntu:13.10", "docker.io/library/ubuntu:13.10", "ubuntu:13.10")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox", "busybox")]
    [InlineData("index.docker.io/library/busybox:1", "docker.io/library/busybox:1", "busybox:1")]
    [InlineData("docker.io/library/a/b", "docker.io/library/a/b", "library/a/b")]
    [InlineData("wangxiong/lnmp:v1.0", "docker.io/wangxiong/lnmp:v1.0", "wangxiong/lnmp:v1.0")]
    [InlineData("import/lnmp", "docker.io/import/lnmp", "import/lnmp")]
    [InlineData("localhost/x", "localhost/x", "localhost/x")]
    [InlineData("127.0.0.1:5000/a/b:t", "127.0.0.1:5000/a/b:t", "127.0.0.1:5000/a/b:t")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a", "[::1]:5000/a")]
    [InlineData("ghcr.io/x/y", "ghcr.io/x/y", "ghcr.io/x/y")]
    [InlineData("Registry/x", "Registry/x", "Registry/x")]
    [InlineData("a__b/c-----d.e_f", "docker.io/a__b/c-----d.e_f", "a__b/c-----d.e_f")]
    [InlineData("x@sha256:" + Hex, "docker.io/library/x@sha256:" + Hex, "x@sha256:" + Hex)]
    [InlineData("x:1@sha256:" + Hex, "docker.io/library/x:1@sha256:" + Hex, "x:1@sha256:" + Hex)]
    public void Parse_AName_IsMadeWholeAndFamiliarAgain(string text, string whole, string familiar)
    {
        Reference reference = Reference.Parse(text);

        Assert.Equal((whole, familiar), (reference.ToString(), reference.Familiar));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(":tag", "invalid reference format")]
    [InlineData("a:b:c", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("-a", "invalid reference format")]
    [InlineData("a-", "invalid reference format")]
    [InlineData("a..b", "invalid reference format")]
    [InlineData("a b", "invalid reference format")]
    [InlineData("../etc", "invalid reference format")]
    [InlineData("a:.tag", "invalid reference format")]
    [InlineData("a@sha256:abc", "invalid reference format")]
    [InlineData("https://docker.io/x", "invalid reference format")]
    [InlineData("UPPER", "invalid reference format: repository name (library/UPPER) must be lowercase")]
    [InlineData("docker.io/Abc", "invalid reference format: repository name (library/Abc) must be lowercase")]
    [InlineData(Hex, "invalid repository name (" + Hex + "), cannot specify 64-byte hexadecimal strings")]
    public void Parse_WhatIsNoName_SaysWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ReferenceException>(() => Reference.Parse(text)).Message);

    [Fact]
    public void Parse_ATagOf129Characters_IsRefused()
    {
        Assert.Equal(128, Reference.Parse($"a:{new string('t', 128)}").Tag!.Length);
        Assert.Throws<ReferenceException>(() => Reference.Parse($"a:{new string('t', 129)}"));
    }

    [Fact]
    public void Parse_AnyText_EndsInAReferenceOrItsOwnException() =>
        Gen.String[Gen.Char["abAB019.:/@_-[] %\u00e9"], 0, 40].Sample(text =>
        {
            if (Reference.TryParse(text, out Reference? reference))
            {
                Assert.Equal(reference, Reference.Parse(reference.ToString()));
                Assert.Equal(reference, Reference.Parse(reference.Familiar));
                Assert.DoesNotContain("..", reference.Path, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData("a", "docker.io/library/a:latest")]
    [InlineData("a:1", "docker.io/library/a:1")]
    [InlineData("a@sha256:" + Hex, "docker.io/library/a@sha256:" + Hex)]
    public void WithDefaultTag_OfAReference_AddsItOnlyWhereNothingElseIs(string text, string expected) =>
        Assert.Equal(expected, Reference.Parse(text).WithDefaultTag().ToString());
}
