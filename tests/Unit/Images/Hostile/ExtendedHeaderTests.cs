using Berth.Archive;
using Xunit;

namespace Berth.Unit.Images.Hostile;

public sealed class ExtendedHeaderTests
{
    private static readonly ArchiveLimits s_limits = new() { HeaderBytes = 1000 };

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public async Task NextAsync_ManyExtendedHeadersOfOneEntry_CountAsOne(int headers, bool isAccepted)
    {
        var archive = new TarBuilder();
        for (int i = 0; i < headers; i++)
        {
            archive.Pax(("SCHILY.xattr.user.a", new string('x', 200)));
        }

        Assert.Equal(isAccepted, await IsReadAsync(archive.File("f", "")));
    }

    [Fact]
    public async Task NextAsync_ExtendedHeadersOfManyEntries_CountAlone()
    {
        var archive = new TarBuilder();
        for (int i = 0; i < 20; i++)
        {
            archive.Pax(("SCHILY.xattr.user.a", new string('x', 800))).File($"{i}", "");
        }

        Assert.True(await IsReadAsync(archive));
    }

    [Theory]
    [InlineData("-9223372036854775808.5")]
    [InlineData("-9223372036854775808")]
    [InlineData("99999999999999999999")]
    public async Task NextAsync_ATimeThatIsNone_IsRefused(string time) =>
        Assert.False(await IsReadAsync(new TarBuilder().Pax(("mtime", time)).File("f", "")));

    private static async Task<bool> IsReadAsync(TarBuilder archive)
    {
        var reader = new TarReader(archive.ToStream(), s_limits);
        try
        {
            while (await reader.NextAsync(TestContext.Current.CancellationToken) is not null)
            {
            }

            return true;
        }
        catch (ArchiveException)
        {
            return false;
        }
    }
}
