using System.Formats.Tar;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>A container's files as an archive, and as an image again.</summary>
public sealed class ExportTests(SharedDaemon shared) : CliTest(shared)
{
    private static readonly string[] s_ofEveryContainer =
    [
        ".dockerenv", "dev/", "dev/console", "dev/pts/", "dev/shm/", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf", "proc/", "sys/",
    ];

    [Fact]
    public async Task Export_OfAStoppedContainer_IsItsWholeTree()
    {
        string name = NewName();
        await TextAsync(
            "run", "--name", name, "--network", "none", "-v", "/vol", Busybox, "sh", "-c",
            "mkdir /a; echo hi >/a/f; ln /a/f /a/g; ln -s f /a/s; mknod /a/p p; chmod 4755 /a/f; rm /www/index.html; touch /vol/x; chown -h 1000:1000 /a/s");

        List<TarEntry> entries = await ExportAsync(name);

        string[] names = [.. entries.Select(e => e.Name)];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Empty(s_ofEveryContainer.Concat(["a/", "a/f", "a/g", "a/p", "a/s", "bin/busybox", "etc/passwd", "vol/", "www/"]).Except(names));
        Assert.DoesNotContain("www/index.html", names);
        Assert.DoesNotContain("vol/x", names);
        TarEntry file = entries.Single(e => e.Name == "a/f");
        Assert.Equal((UnixFileMode)0x9ed, file.Mode);
        Assert.Equal(3, file.Length);
        Assert.Equal((TarEntryType.HardLink, "a/f"), (entries.Single(e => e.Name == "a/g").EntryType, entries.Single(e => e.Name == "a/g").LinkName));
        Assert.Equal(TarEntryType.Fifo, entries.Single(e => e.Name == "a/p").EntryType);
        Assert.Equal((1000, "f"), (entries.Single(e => e.Name == "a/s").Uid, entries.Single(e => e.Name == "a/s").LinkName));
        Assert.Equal("/proc/mounts", entries.Single(e => e.Name == "etc/mtab").LinkName);
        await TextAsync("rm", "-v", name);
    }

    [Fact]
    public async Task Export_OfARunningContainer_HasWhatItWrote()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        await container.ShellAsync("echo running > /written");

        Assert.Contains("written", (await ExportAsync(container.Name)).Select(e => e.Name));
        Assert.Equal("true", await container.InspectAsync("{{.State.Running}}"));
    }

    [Fact]
    public async Task Export_ThenImport_RunsTheSameFiles()
    {
        string name = NewName();
        string file = Path.GetTempFileName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "echo kept > /kept; chmod 2711 /kept");
        await TextAsync("export", "-o", file, name);
        await TextAsync("import", "--message", "brought", file, $"{name}:again");

        Assert.Equal("kept 2711", await TextAsync("run", "--rm", "--network", "none", $"{name}:again", "sh", "-c", "echo $(cat /kept) $(stat -c %a /kept)"));
        Assert.Contains("brought", await TextAsync("history", $"{name}:again"), StringComparison.Ordinal);
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:again");
        File.Delete(file);
    }

    [Fact]
    public async Task Export_ToWhatIsNoFile_IsRefused()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);

        CommandResult directory = await RunAsync("export", "-o", "/tmp", name);
        CommandResult missing = await RunAsync("export", "-o", "/nowhere/file", name);
        CommandResult device = await RunAsync("export", "-o", "/dev/null", name);
        CommandResult nobody = await RunAsync("export", "nobody");

        Assert.Equal((1, "failed to export container: cannot write to a directory"), (directory.ExitCode, directory.Error.TrimEnd()));
        Assert.Equal((1, "failed to export container: invalid output path: stat /nowhere: no such file or directory"), (missing.ExitCode, missing.Error.TrimEnd()));
        Assert.Equal((1, "failed to export container: cannot write to a character device file"), (device.ExitCode, device.Error.TrimEnd()));
        Assert.Equal((1, "Error response from daemon: No such container: nobody"), (nobody.ExitCode, nobody.Error.TrimEnd()));
        Assert.True(File.Exists("/dev/null"));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Export_ToATerminal_IsRefused()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);
        await using Terminal terminal = Daemon.OpenTerminal("export", name);

        await terminal.ExpectAsync("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        await TextAsync("rm", name);
    }

    private async Task<List<TarEntry>> ExportAsync(string container)
    {
        string file = Path.GetTempFileName();
        try
        {
            await TextAsync("export", "-o", file, container);
            await using FileStream archive = File.OpenRead(file);
            await using var reader = new TarReader(archive);
            var entries = new List<TarEntry>();
            while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
            {
                entries.Add(entry);
            }

            return entries;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
