#nullable disable warnings // the library calls null what the API always has
using Berth.Conformance.Api;
using Berth.Harness;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace Berth.Conformance.DockerDotNet;

/// <summary>Images through Docker.DotNet.</summary>
public sealed class ImageTests(EngineUnderTest engine) : DockerDotNetTest(engine)
{
    [Fact]
    public async Task Image_TaggedListedSavedRemovedLoaded_IsTheSame()
    {
        string name = $"dotnet/{Guid.NewGuid():N}";
        string tagged = $"{name}:v1";
        await Client.Images.TagImageAsync(Daemon.Busybox, new ImageTagParameters { RepositoryName = name, Tag = "v1" }, Cancel);
        ImageInspectResponse image = await Client.Images.InspectImageAsync(tagged, Cancel);
        IList<ImagesListResponse> list = await Client.Images.ListImagesAsync(Named(name), Cancel);
        using var archive = new MemoryStream();
        await using (Stream saved = await Client.Images.SaveImageAsync(tagged, Cancel))
        {
            await saved.CopyToAsync(archive, Cancel);
        }

        IList<IDictionary<string, string>> removed = await Client.Images.DeleteImageAsync(tagged, new ImageDeleteParameters(), Cancel);
        archive.Position = 0;
        var lines = new List<string>();
        await Client.Images.LoadImageAsync(new ImageLoadParameters(), archive, new Sink<JSONMessage>(m => lines.Add(m.Stream ?? "")), Cancel);
        ImageInspectResponse again = await Client.Images.InspectImageAsync(tagged, Cancel);
        await Client.Images.DeleteImageAsync(tagged, new ImageDeleteParameters(), Cancel);

        Assert.Equal(image.ID, Assert.Single(list).ID);
        Assert.Contains(removed, line => line.TryGetValue("Untagged", out string? what) && what == tagged);
        Assert.Contains($"Loaded image: {tagged}\n", lines);
        Assert.Equal(image.ID, again.ID);
        Assert.Equal("linux", again.Os);
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => Client.Images.InspectImageAsync(tagged, Cancel));
    }

    [Fact]
    public async Task Import_History_AreRead()
    {
        string name = $"dotnet/{Guid.NewGuid():N}";
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;
        await Client.Images.CreateImageAsync(
            new ImagesCreateParameters { FromSrc = "-", Repo = name, Tag = "v2", Message = "made here", Changes = ["ENV A=b"] },
            archive, new AuthConfig(), new Sink<JSONMessage>(_ => { }), Cancel);

        IList<ImageHistoryResponse> history = await Client.Images.GetImageHistoryAsync($"{name}:v2", Cancel);
        ImageInspectResponse image = await Client.Images.InspectImageAsync($"{name}:v2", Cancel);
        await Client.Images.DeleteImageAsync($"{name}:v2", new ImageDeleteParameters(), Cancel);

        Assert.Equal("made here", Assert.Single(history).Comment);
        Assert.Contains("A=b", image.Config.Env);
    }

    [Fact]
    public async Task Pull_OfWhatNobodyHas_Throws()
    {
        DockerApiException error = await Assert.ThrowsAnyAsync<DockerApiException>(() => Client.Images.CreateImageAsync(
            new ImagesCreateParameters { FromImage = "127.0.0.1:1/nothing", Tag = "v1" }, new AuthConfig(), new Sink<JSONMessage>(_ => { }), Cancel));

        Assert.True((int)error.StatusCode is 404 or 500, error.Message);
    }

    [Fact]
    public async Task Commit_OfAContainer_IsAnImage()
    {
        string name = $"dotnet/{Guid.NewGuid():N}";
        string id = await RunAsync(Busybox("sh", "-c", "echo there > /made"));
        await Client.Containers.WaitContainerAsync(id, Cancel);
        CommitContainerChangesResponse made = await Client.Images.CommitContainerChangesAsync(
            new CommitContainerChangesParameters { ContainerID = id, RepositoryName = name, Tag = "v1", Comment = "by a test", Changes = ["LABEL made=here"] }, Cancel);

        ImageInspectResponse image = await Client.Images.InspectImageAsync($"{name}:v1", Cancel);
        await Client.Images.DeleteImageAsync($"{name}:v1", new ImageDeleteParameters(), Cancel);

        Assert.Equal(made.ID, image.ID);
        Assert.Equal(("by a test", "here"), (image.Comment, image.Config.Labels["made"]));
    }

    private static ImagesListParameters Named(string name) => new()
    {
        Filters = new Dictionary<string, IDictionary<string, bool>> { ["reference"] = new Dictionary<string, bool> { [name] = true } },
    };
}
