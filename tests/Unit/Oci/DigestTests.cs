using Berth.Oci;
using Xunit;

namespace Berth.Unit.Oci;

public sealed class DigestTests
{
    private const string OfNothing = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Of_Nothing_IsTheKnownDigest() => Assert.Equal(OfNothing, Digest.Of([]).ToString());

    [Fact]
    public void Short_OfADigest_IsTwelveDigits() => Assert.Equal("e3b0c44298fc", Digest.Parse(OfNothing).Short);

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../etc/passwd/12")]
    public void TryParse_WhatIsNoDigest_IsFalse(string text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void ChainId_OfTwoLayers_IsTheDigestOfBothNames()
    {
        Digest below = Digest.Of("a"u8);
        Digest above = Digest.Of("b"u8);

        Assert.Equal([below, Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{below} {above}"))], ChainId.All([below, above]));
    }
}
