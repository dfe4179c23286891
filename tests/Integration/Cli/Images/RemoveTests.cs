using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>What <c>rmi</c> removes and what it refuses, word for word.</summary>
public sealed class RemoveTests(SharedDaemon shared) : CliTest(shared)
{
    [Theory]
    [InlineData("short")]
    [InlineData("long")]
    [InlineData("digest")]
    [InlineData("name")]
    [InlineData("listed")]
    public async Task Remove_InEveryForm_TakesNameImageAndLayer(string form)
    {
        string name = NewName();
        string id = await ImportAsync(name);
        string layer = await TextAsync("image", "inspect", "--format", "{{index .RootFS.Layers 0}}", name);

        string text = await TextAsync("rmi", form switch
        {
            "short" => id[7..19],
            "long" => id[7..],
            "digest" => id,
            "listed" => await TextAsync("images", "-q", name),
            _ => $"{name}:latest",
        });

        Assert.Equal($"Untagged: {name}:latest\nDeleted: {id}\nDeleted: {layer}", text);
    }

    [Fact]
    public async Task Remove_IdOfSeveralTags_NeedsForce()
    {
        string name = NewName();
        string id = await ImportAsync(name);
        await TextAsync("tag", name, $"{name}:b");

        Assert.Equal(
            $"conflict: unable to delete {id[7..19]} (must be forced) - image is referenced in multiple repositories", await RefusedAsync("rmi", id[7..19]));
        Assert.Equal($"Untagged: {name}:latest", await TextAsync("rmi", name));
        await TextAsync("tag", $"{name}:b", $"{name}:a");
        Assert.StartsWith($"Untagged: {name}:a\nUntagged: {name}:b\nDeleted: {id}\n", await TextAsync("rmi", "-f", id[7..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_ImageOfAStoppedContainer_NeedsForce()
    {
        string name = NewName();
        string id = await ImportAsync(name);
        string container = await TextAsync("create", name, "/none");

        Assert.Equal(
            $"conflict: unable to remove repository reference \"{name}\" (must force) - container {container[..12]} is using its referenced image {id[7..19]}",
            await RefusedAsync("rmi", name));
        Assert.Equal(
            $"conflict: unable to delete {id[7..19]} (must be forced) - image is being used by stopped container {container[..12]}",
            await RefusedAsync("rmi", id[7..19]));
        Assert.Equal($"Untagged: {name}:latest\nDeleted: {id}", await TextAsync("rmi", "-f", name));

        Assert.Equal(id, await TextAsync("inspect", "--format", "{{.Image}}", container));
        await TextAsync("rm", container);
    }

    [Fact]
    public async Task Remove_ImageOfARunningContainer_LosesItsNameOnly()
    {
        string name = NewName();
        await TextAsync("tag", Busybox, $"{name}-base");
        string container = NewName();
        await TextAsync("run", "--network", "none", "--name", container, Busybox, "true");
        string id = await TextAsync("commit", "--change", $"ENV A={name}", container, name);
        await TextAsync("rm", container);
        await using (TestContainer running = await RunDetachedAsync(name))
        {
            string runs = (await running.InspectAsync("{{.Id}}"))[..12];
            string message = $"conflict: unable to delete {id[7..19]} (cannot be forced) - image is being used by running container {runs}";

            Assert.Equal(message, await RefusedAsync("rmi", id));
            Assert.Equal(message, await RefusedAsync("rmi", "-f", id));
            Assert.Equal($"Untagged: {name}:latest", await TextAsync("rmi", "-f", name));
            Assert.Contains(id[7..19], await TextAsync("images", "-q", "--filter", "dangling=true"), StringComparison.Ordinal);
        }

        Assert.StartsWith($"Deleted: {id}", await TextAsync("rmi", id), StringComparison.Ordinal);
        await TextAsync("rmi", $"{name}-base");
    }

    [Fact]
    public async Task Remove_ImageThatAnotherStandsOn_StaysUntilThatGoes()
    {
        string name = NewName();
        string id = await ImportAsync(name);
        string container = await TextAsync("create", name, "/none");
        string child = await TextAsync("commit", container, $"{name}-child");
        await TextAsync("rm", container);
        string message = $"conflict: unable to delete {id[7..19]} (cannot be forced) - image has dependent child images";

        Assert.Equal(message, await RefusedAsync("rmi", id[7..19]));
        Assert.Equal(message, await RefusedAsync("rmi", "-f", id[7..19]));
        Assert.Equal($"Untagged: {name}:latest", await TextAsync("rmi", name));
        string[] lines = (await TextAsync("rmi", $"{name}-child")).Split('\n');
        Assert.Equal([$"Untagged: {name}-child:latest", $"Deleted: {child}"], lines[..2]);
        Assert.Contains($"Deleted: {id}", lines);
    }

    [Fact]
    public async Task Remove_SomeThatAreNotThere_RemovesTheOthers()
    {
        string name = NewName();
        string id = await ImportAsync(name);

        CommandResult result = (await RunAsync("rmi", "nothing:1", name, "nothing")).Exited(1);

        Assert.StartsWith($"Untagged: {name}:latest\nDeleted: {id}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["Error response from daemon: No such image: nothing:1", "Error response from daemon: No such image: nothing:latest"],
            result.Error.Trim().Split('\n'));
        (await RunAsync("rmi", "-f", "nothing")).Succeeded();
    }

    [Fact]
    public async Task Remove_PulledImage_TakesItsDigestAlong()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();
        string name = $"{server.Host}/a/{NewName()}";
        await PushAsync(name);
        await TextAsync("pull", "-q", $"{name}:1");
        string id = await TextAsync("image", "inspect", "--format", "{{.Id}}", $"{name}:1");
        string layer = await TextAsync("image", "inspect", "--format", "{{index .RootFS.Layers 0}}", id);
        string digest = await TextAsync("image", "inspect", "--format", "{{index .RepoDigests 0}}", id);

        // The last tag of a repository takes the repository's digest along; a digest alone keeps the image.
        Assert.Equal($"Untagged: {name}:1\nUntagged: {digest}\nDeleted: {id}\nDeleted: {layer}", await TextAsync("rmi", $"{name}:1"));
        await TextAsync("pull", "-q", $"{name}:1");
        Assert.Equal($"Untagged: {digest}", await TextAsync("rmi", digest));
        Assert.Equal($"Untagged: {name}:1\nDeleted: {id}\nDeleted: {layer}", await TextAsync("rmi", id));

        await TextAsync("pull", "-q", digest);
        Assert.Contains(id[7..19], await TextAsync("images", "-q", "--filter", "dangling=true"), StringComparison.Ordinal);
        Assert.Equal(
            $"{name} <none> {digest[(digest.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
            await TextAsync("images", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}", name));
        Assert.Equal($"No such image: {name}:latest", await RefusedAsync("rmi", name));
        Assert.Equal($"Untagged: {digest}\nDeleted: {id}\nDeleted: {layer}", await TextAsync("rmi", digest));
    }

    private static async Task PushAsync(string name)
    {
        string archive = Path.GetTempFileName();
        try
        {
            byte[] layer = await new LayerBuilder().File("name", name).BuildAsync();
            await File.WriteAllBytesAsync(archive, await ImageArchive.DockerAsync("a/b:1", [layer]), TestContext.Current.CancellationToken);
            (await Command.RunAsync("skopeo", ["copy", "-q", "--dest-tls-verify=false", $"docker-archive:{archive}", $"docker://{name}:1"])).Succeeded();
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // With a layer of its own, so that it goes with the image.
    private async Task<string> ImportAsync(string name)
    {
        byte[] layer = await new LayerBuilder().File("name", name).BuildAsync();
        return (await Daemon.RunWithStreamAsync(new MemoryStream(layer), "import", "-", name)).Succeeded().Text;
    }

    private async Task<TestContainer> RunDetachedAsync(string image)
    {
        string name = NewName();
        await TextAsync("run", "-d", "--network", "none", "--name", name, image, "sleep", "1000");
        return new TestContainer(Daemon, name);
    }

    private async Task<string> RefusedAsync(params IEnumerable<string> arguments)
    {
        const string prefix = "Error response from daemon: ";
        string error = (await Daemon.RunAsync(arguments)).Exited(1).Error.Trim();
        Assert.StartsWith(prefix, error, StringComparison.Ordinal);
        return error[prefix.Length..];
    }
}
