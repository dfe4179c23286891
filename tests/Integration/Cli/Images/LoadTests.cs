using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Images of several layers, as builders make them: what an upper layer hides, replaces and links.</summary>
public sealed class LoadTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Load_DockerArchive_SaysWhichImage()
    {
        string name = $"{NewName()}:v1";

        string text = await LoadAsync(await ImageArchive.DockerAsync(name, await LayersAsync()));

        Assert.Contains($"Loaded image: {name}", text, StringComparison.Ordinal);
        Assert.Contains("layer 2", await TextAsync("history", "--no-trunc", name), StringComparison.Ordinal);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Load_SeveralNames_SaysEach()
    {
        string first = $"{NewName()}:v1";
        string second = $"{NewName()}:v2";

        string text = await LoadAsync(await ImageArchive.DockerAsync([first, second], await LayersAsync()));

        Assert.Equal($"Loaded image: {first}\nLoaded image: {second}", text.TrimEnd());
        await TextAsync("rmi", first, second);
    }

    [Fact]
    public async Task Load_CompressedArchive_Works()
    {
        string name = $"{NewName()}:v1";

        Assert.Contains(name, await LoadAsync(ImageArchive.Compress(await ImageArchive.DockerAsync(name, await LayersAsync()))), StringComparison.Ordinal);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Load_OciLayout_Works()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd 20.10 does not know OCI layouts");
        string name = $"docker.io/library/{NewName()}:v1";

        await LoadAsync(await ImageArchive.OciAsync(name, await LayersAsync()));

        string text = await TextAsync("run", "--rm", name, "cat", "/data/replaced");
        Assert.Equal("new", text);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Load_Layers_ApplyOnTopOfEachOther()
    {
        string name = $"{NewName()}:v1";
        await LoadAsync(await ImageArchive.DockerAsync(name, await LayersAsync()));

        string text = await TextAsync("run", "--rm", name, "sh", "-c", """
            cat /data/kept; echo
            cat /data/replaced; echo
            ls /data/removed 2>/dev/null || echo removed
            ls /opaque
            stat -c %h /data/link
            [ /data/link -ef /data/kept ] && echo same
            stat -c %F /data/device /data/fifo
            readlink /data/symlink
            """);

        Assert.Equal(
            "kept\nnew\nremoved\nfresh\n2\nsame\ncharacter special file\nfifo\n/data/kept", text);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Load_WrongDiffId_IsRefusedAndLeavesNothing()
    {
        string name = $"{NewName()}:v1";
        byte[] archive = await ImageArchive.DockerAsync(name, await LayersAsync());
        int at = archive.AsSpan().IndexOf(Encoding.UTF8.GetBytes("fresh content"));
        archive[at] = (byte)'F';

        CommandResult result = await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", await TextAsync("images", "-q", name));
    }

    private async Task<string> LoadAsync(byte[] archive) =>
        (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).Succeeded().Text;

    private static async Task<byte[][]> LayersAsync()
    {
        using var busybox = new MemoryStream();
        await BusyboxImage.WriteAsync(busybox);
        LayerBuilder middle = new LayerBuilder()
            .Directory("data").File("data/kept", "kept").File("data/replaced", "old").File("data/removed", "x")
            .HardLink("data/link", "data/kept").Symlink("data/symlink", "/data/kept")
            .CharacterDevice("data/device", 1, 3).Fifo("data/fifo")
            .Directory("opaque").File("opaque/stale", "x");
        LayerBuilder top = new LayerBuilder()
            .File("data/replaced", "new").Whiteout("data", "removed").Opaque("opaque").File("opaque/fresh", "fresh content");
        return [busybox.ToArray(), await middle.BuildAsync(), await top.BuildAsync()];
    }
}
