using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What every <see cref="IRepositories"/> does.</summary>
public abstract class RepositoriesSuite : MetadataSuite
{
    private static readonly Viewer s_everyone = new(User: null, SeesEverything: true);

    [Fact]
    public async Task Ensure_ARepository_IsMadeOnce()
    {
        var name = RepositoryName.Parse("bob/new");

        RepositoryRecord made = await One.Repositories.EnsureAsync(name, isPublic: false);
        RepositoryRecord again = await Other.Repositories.EnsureAsync(name, isPublic: true);

        Assert.Equal(made, again);
        Assert.Equal(made, One.Repositories.Find(name));
        Assert.False(made.IsPublic);
        Assert.Equal(Time.GetUtcNow(), made.CreatedAt);
        Assert.Null(One.Repositories.Find(RepositoryName.Parse("nothing")));
    }

    [Fact]
    public async Task List_ForAViewer_IsWhatTheyMayPull()
    {
        foreach (string name in new[] { "alice/secret", "bob/secret", "bob/open" })
        {
            RepositoryName made = await One.RepositoryAsync(name, isPublic: name == "bob/open");
            await One.ManifestAsync(made, MetadataRoles.Manifest("{}"));
        }

        await One.ManifestAsync(Tool, MetadataRoles.Manifest("{}"));

        Assert.Equal(["alice/secret", "bob/open", "bob/secret", "tool"], Names(s_everyone));
        Assert.Equal(["bob/open", "tool"], Names(new Viewer(User: null, SeesEverything: false)));
        Assert.Equal(["alice/secret", "bob/open", "tool"], Names(new Viewer("alice", SeesEverything: false)));
    }

    [Fact]
    public async Task List_PageByPage_IsInOrdinalOrder()
    {
        foreach (string name in new[] { "a-b", "a/b", "a.b", "ab" })
        {
            await One.ManifestAsync(await One.RepositoryAsync(name), MetadataRoles.Manifest("{}"));
        }

        Assert.Equal(["a-b", "a.b"], Other.Repositories.List(s_everyone, null, 2).Select(static name => name.ToString()));
        Assert.Equal(["a/b", "ab"], One.Repositories.List(s_everyone, RepositoryName.Parse("a.b"), 10).Select(static name => name.ToString()));
    }

    [Fact]
    public async Task Update_WhatIsGiven_LeavesTheRest()
    {
        await One.Repositories.UpdateAsync(App, isPublic: null, summary: "an app", description: null);
        await Other.Repositories.UpdateAsync(App, isPublic: false, summary: null, description: "# App");

        RepositoryRecord record = One.Repositories.Find(App)!;

        Assert.Equal((false, "an app", "# App"), (record.IsPublic, record.Summary, record.Description));
        Assert.False(await One.Repositories.UpdateAsync(RepositoryName.Parse("nothing"), true, null, null));
    }

    [Fact]
    public async Task Remove_ARepository_TakesAllThatIsInIt()
    {
        var blob = await One.BlobAsync(App, "layer");
        var upload = await One.Uploads.BeginAsync(App);
        await One.ManifestAsync(App, MetadataRoles.Manifest("{}", blob.Key.Digest), "latest");

        Assert.True(await Other.Repositories.RemoveAsync(App));
        Assert.False(await One.Repositories.RemoveAsync(App));
        await One.RepositoryAsync("alice/app");

        Assert.Null(One.Blobs.Find(App, blob.Key.Digest));
        Assert.Null(One.Manifests.Find(App, "latest"));
        Assert.False(One.Uploads.Contains(App, upload));
    }

    [Fact]
    public async Task CountPulls_OfSeveral_AddsThem()
    {
        long app = One.Repositories.Find(App)!.Id;
        long tool = One.Repositories.Find(Tool)!.Id;

        await One.Repositories.CountPullsAsync(new Dictionary<long, long> { [app] = 3, [tool] = 1 });
        await Other.Repositories.CountPullsAsync(new Dictionary<long, long> { [app] = 4, [4711] = 1 });

        Assert.Equal(7, One.Repositories.Find(App)!.Pulls);
        Assert.Equal(1, One.Repositories.Find(Tool)!.Pulls);
    }

    private IEnumerable<string> Names(Viewer viewer) => One.Repositories.List(viewer, null, 100).Select(static name => name.ToString());
}
