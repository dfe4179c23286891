using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What every <see cref="ITags"/> does.</summary>
public abstract class TagsSuite : MetadataSuite
{
    [Fact]
    public async Task Names_PageByPage_AreInOrdinalOrder()
    {
        await One.ManifestAsync(App, MetadataRoles.Manifest("{}"), "b", "B", "_", "1.10", "1.9", "a");
        await One.ManifestAsync(Tool, MetadataRoles.Manifest("{}"), "c");

        Assert.Equal(["1.10", "1.9", "B"], One.Tags.Names(App, null, 3));
        Assert.Equal(["_", "a", "b"], Other.Tags.Names(App, "B", 10));
        Assert.Equal(["B", "_"], One.Tags.Names(App, "2", 2));
        Assert.Empty(One.Tags.Names(App, "b", 10));
        Assert.Empty(One.Tags.Names(RepositoryName.Parse("nothing"), null, 10));
    }

    [Fact]
    public async Task Latest_OfARepository_IsNewestFirst()
    {
        Digest first = await One.ManifestAsync(App, MetadataRoles.Manifest("1"), "a", "b");
        Time.Advance(TimeSpan.FromSeconds(1));
        Digest second = await One.ManifestAsync(App, MetadataRoles.Manifest("2"), "c");
        Time.Advance(TimeSpan.FromSeconds(1));
        await One.ManifestAsync(App, MetadataRoles.Manifest("2"), "b");

        IReadOnlyList<TagRecord> tags = Other.Tags.Latest(App, 0, 10);

        Assert.Equal([("b", second), ("c", second), ("a", first)], tags.Select(static tag => (tag.Name, tag.Digest)));
        Assert.Equal((Time.GetUtcNow(), "alice"), (tags[0].UpdatedAt, tags[0].UpdatedBy));
        Assert.Equal("c", Assert.Single(One.Tags.Latest(App, 1, 1)).Name);
    }
}
