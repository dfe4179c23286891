using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

public sealed class ImageTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Images_Imported_AreListedWithTheirShortId()
    {
        string[] columns = (await TextAsync("images", "--format", "{{.Repository}} {{.Tag}} {{.ID}}", "berth-test/busybox")).Split('\n')[0].Split(' ');

        Assert.Equal(["berth-test/busybox", "latest"], columns[..2]);
        Assert.Matches("^[0-9a-f]{12}$", columns[2]);
    }

    [Fact]
    public async Task Images_Quiet_PrintsIdsOnly() => Assert.Matches("^[0-9a-f]{12}$", await TextAsync("images", "-q", Busybox));

    [Fact]
    public async Task Images_Table_HasTheKnownHeader() =>
        Assert.Matches(@"^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$", (await TextAsync("images")).Split('\n')[0]);

    [Fact]
    public async Task Import_WithChanges_SetsTheConfiguration()
    {
        string name = NewName();
        string id = await ImportAsync(
            name, "--change", "CMD [\"echo\", \"hi\"]", "--change", "ENV A=b", "--change", "WORKDIR /tmp", "--change", "USER app", "--message", "made here");

        Assert.Matches("^sha256:[0-9a-f]{64}$", id);
        Assert.Equal("[echo hi] /tmp app", await TextAsync("image", "inspect", "--format", "{{.Config.Cmd}} {{.Config.WorkingDir}} {{.Config.User}}", name));
        Assert.Contains("made here", await TextAsync("history", name), StringComparison.Ordinal);
        Assert.Equal("hi", await TextAsync("run", "--rm", name));
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Tag_Image_GivesItASecondName()
    {
        string name = NewName();
        await TextAsync("tag", Busybox, $"{name}:v1");

        string id = await TextAsync("image", "inspect", "--format", "{{.Id}}", Busybox);

        Assert.Equal(id, await TextAsync("image", "inspect", "--format", "{{.Id}}", $"{name}:v1"));
        Assert.Equal($"Untagged: {name}:v1", await TextAsync("rmi", $"{name}:v1"));
    }

    [Fact]
    public async Task Remove_LastName_DeletesTheImage()
    {
        string name = NewName();
        string id = await ImportAsync(name, "--change", $"ENV UNIQUE={name}");

        string[] lines = (await TextAsync("image", "rm", name)).Split('\n');

        Assert.Equal($"Untagged: {name}:latest", lines[0]);
        Assert.Contains($"Deleted: {id}", lines);
        Assert.Contains("No such image", (await RunAsync("image", "rm", name)).Exited(1).Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(64)]
    public async Task Remove_ByShortAndLongId_Works(int length)
    {
        string name = NewName();
        string id = (await ImportAsync(name, "--change", $"ENV UNIQUE={name}"))["sha256:".Length..];

        string text = await TextAsync("rmi", id[..length]);

        Assert.Contains($"Untagged: {name}:latest", text, StringComparison.Ordinal);
        Assert.Contains($"Deleted: sha256:{id}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_ImageInUse_IsRefused()
    {
        string image = NewName(), name = NewName();
        await ImportAsync(image, "--change", $"ENV UNIQUE={name}");
        await TextAsync("create", "--name", name, image, "true");
        await using var container = new TestContainer(Daemon, name);

        CommandResult result = (await RunAsync("rmi", image)).Exited(1);

        Assert.Contains("conflict: unable to remove repository reference", result.Error, StringComparison.Ordinal);
        await TextAsync("rm", name);
        await TextAsync("rmi", image);
    }

    [Fact]
    public async Task Import_Twice_LeavesTheOlderWithoutName()
    {
        string name = NewName();
        string first = await ImportAsync(name, "--change", "ENV N=1", "--change", $"ENV UNIQUE={name}");
        await ImportAsync(name, "--change", "ENV N=2", "--change", $"ENV UNIQUE={name}");

        Assert.Contains(first["sha256:".Length..][..12], await TextAsync("images", "-q", "--filter", "dangling=true"), StringComparison.Ordinal);

        await TextAsync("rmi", first, name);
    }

    [Fact]
    public async Task Import_CorruptArchive_IsRefusedAndLeavesNothing()
    {
        string name = NewName();
        CommandResult result = await Daemon.RunWithInputAsync(new string('x', 4096), "import", "-", name);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", await TextAsync("images", "-q", name));
    }

    [Fact]
    public async Task Load_NotAnArchive_IsRefused() =>
        Assert.NotEqual(0, (await Daemon.RunWithInputAsync(new string('x', 4096), "load")).ExitCode);

    private async Task<string> ImportAsync(string name, params IEnumerable<string> options)
    {
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;
        return (await Daemon.RunWithStreamAsync(archive, ["import", .. options, "-", name])).Succeeded().Text;
    }
}
