using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Xunit;

namespace Berth.Unit.Registry.Metadata;

/// <summary>What every <see cref="Berth.Registry.Metadata.IUploads"/> does.</summary>
public abstract class UploadsSuite : MetadataSuite
{
    [Fact]
    public async Task Begin_InARepository_IsKnownThereInEveryProcess()
    {
        UploadId upload = await One.Uploads.BeginAsync(App);

        Assert.True(One.Uploads.Contains(App, upload));
        Assert.True(Other.Uploads.Contains(App, upload));
        Assert.False(One.Uploads.Contains(Tool, upload));
        Assert.False(One.Uploads.Contains(App, UploadId.New()));
    }

    [Fact]
    public async Task Begin_WithoutTheRepository_IsRefused()
    {
        RegistryException error = await Assert.ThrowsAsync<RegistryException>(() => One.Uploads.BeginAsync(RepositoryName.Parse("nothing")).AsTask());

        Assert.Equal(ErrorCode.NameUnknown, error.Code);
    }

    [Fact]
    public async Task End_AnUpload_IsDoneOnceAndOnlyInItsRepository()
    {
        UploadId upload = await One.Uploads.BeginAsync(App);

        Assert.False(await One.Uploads.EndAsync(Tool, upload));
        Assert.True(await Other.Uploads.EndAsync(App, upload));
        Assert.False(await One.Uploads.EndAsync(App, upload));
        Assert.False(One.Uploads.Contains(App, upload));
    }
}
