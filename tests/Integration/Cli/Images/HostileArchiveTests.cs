using System.Formats.Tar;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Images;

/// <summary>Archives that try to write outside the image: refused, or confined to it; the host's file is never touched.</summary>
public sealed class HostileArchiveTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly string _victim = Path.Combine(Path.GetTempPath(), $"berth-victim-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_victim))
        {
            Directory.Delete(_victim, recursive: true);
        }
    }

    [Fact]
    public Task Import_EntryWithDotDot_DoesNotClimbOut() => ImportAsync(
        new PaxTarEntry(TarEntryType.RegularFile, string.Concat(Enumerable.Repeat("../", 20)) + _victim[1..] + "/file") { DataStream = Content() });

    [Fact]
    public Task Import_AbsoluteLinkThenWriteThroughIt_StaysInside() => ImportAsync(
        new PaxTarEntry(TarEntryType.SymbolicLink, "door") { LinkName = _victim },
        new PaxTarEntry(TarEntryType.RegularFile, "door/file") { DataStream = Content() });

    [Fact]
    public Task Import_RelativeLinkThenWriteThroughIt_StaysInside() => ImportAsync(
        new PaxTarEntry(TarEntryType.SymbolicLink, "door") { LinkName = string.Concat(Enumerable.Repeat("../", 20)) + _victim[1..] },
        new PaxTarEntry(TarEntryType.RegularFile, "door/file") { DataStream = Content() });

    [Fact]
    public Task Import_HardLinkToAHostFile_DoesNotReachIt() => ImportAsync(
        new PaxTarEntry(TarEntryType.HardLink, "stolen") { LinkName = string.Concat(Enumerable.Repeat("../", 20)) + _victim[1..] + "/secret" },
        new PaxTarEntry(TarEntryType.RegularFile, "stolen") { DataStream = Content() });

    /// <summary>Imports the entries; whether that is refused or confined, the directory outside must be as it was.</summary>
    private async Task ImportAsync(params TarEntry[] entries)
    {
        Directory.CreateDirectory(_victim);
        await File.WriteAllTextAsync(Path.Combine(_victim, "secret"), "secret");
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                await tar.WriteEntryAsync(entry);
            }
        }

        archive.Position = 0;
        string name = NewName();

        CommandResult result = await Daemon.RunWithStreamAsync(archive, "import", "-", name);
        if (result.ExitCode == 0)
        {
            // dockerd checks only when it unpacks; make either unpack.
            await RunAsync("run", "--rm", name, "/nothing");
            await TextAsync("rmi", name);
        }

        Assert.Equal([Path.Combine(_victim, "secret")], Directory.GetFileSystemEntries(_victim));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_victim, "secret")));
    }

    private static MemoryStream Content() => new(Encoding.UTF8.GetBytes("written from an image"));
}
