using Berth.Registry.Configuration;
using Xunit;

namespace Berth.Unit.Registry.Configuration;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("2d", 172_800_000)]
    public void Duration_WithUnits_IsRead(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("h")]
    [InlineData("-1s")]
    [InlineData("1 h")]
    [InlineData("1w")]
    [InlineData("1..5s")]
    [InlineData("99999999999d")]
    public void Duration_ThatIsNone_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("4096", 4096L)]
    [InlineData("4MiB", 4L << 20)]
    [InlineData("4m", 4L << 20)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("2T", 2L << 40)]
    public void Size_WithUnit_IsRead(string text, long bytes)
    {
        Assert.True(SizeText.TryParse(text, out long size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("4 parsecs")]
    [InlineData("99999999999999999999T")]
    public void Size_ThatIsNone_IsRefused(string text) => Assert.False(SizeText.TryParse(text, out _));

    [Theory]
    [InlineData(1536L << 20, "1536MiB")]
    [InlineData(64L << 30, "64GiB")]
    [InlineData(0L, "0")]
    public void Size_Formatted_IsReadAsItself(long bytes, string text)
    {
        Assert.Equal(text, SizeText.Format(bytes));
        Assert.True(SizeText.TryParse(text, out long again));
        Assert.Equal(bytes, again);
    }

    [Theory]
    [InlineData("127.0.0.1:5000", "127.0.0.1:5000", true)]
    [InlineData("localhost:80", "127.0.0.1:80", true)]
    [InlineData("[::1]:80", "[::1]:80", true)]
    [InlineData(":5000", "[::]:5000", false)]
    [InlineData("0.0.0.0:0", "0.0.0.0:0", false)]
    [InlineData("10.0.0.1:443", "10.0.0.1:443", false)]
    [InlineData("unix:/run/x.sock", "unix:/run/x.sock", true)]
    public void Address_OfEachForm_IsRead(string text, string shown, bool isLocal)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? address));
        Assert.Equal((shown, isLocal), (address.ToString(), address.IsLocal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("1:5000")]
    [InlineData("::1:80")]
    [InlineData("registry.example.org:443")]
    [InlineData("unix:relative")]
    [InlineData("unix:")]
    public void Address_ThatIsNone_IsRefused(string text) => Assert.False(ListenAddress.TryParse(text, out _));
}
