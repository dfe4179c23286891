using Berth.Harness;
using Berth.Integration.Cli;
using Berth.Linux;
using Xunit;

namespace Berth.Integration.Files;

/// <summary>
/// Field notes 3.1, "docker cp / archive races" (CVE-2018-15664, 2019-14271, 2026-41567, 2026-41568, 2026-42306): somebody in the container, or with a volume
/// of it, exchanges a directory for a link to the host's while files are copied. Nothing outside may be read or written, and no program may be run.
/// </summary>
public sealed class CopyRaceTests(SharedDaemon shared) : CliTest(shared)
{
    private const int Rounds = 150;

    [Fact]
    public async Task Archive_WhileADirectoryIsExchangedForALink_StaysInTheContainer()
    {
        Assert.SkipWhen(Target.IsDockerd, "that dockerd fails it is CVE-2018-15664");
        string victim = Directory.CreateTempSubdirectory("berth-victim-").FullName;
        string volume = Directory.CreateTempSubdirectory("berth-volume-").FullName;
        await File.WriteAllTextAsync(Path.Combine(victim, "secret"), "of the host", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(volume, "swing"));
        await File.WriteAllTextAsync(Path.Combine(volume, "swing", "secret"), "of the container", TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(volume, "link"), victim);
        await using TestContainer container = await StartSleeperAsync("--network", "none", "-v", $"{volume}:/v");
        var client = new ArchiveClient(Daemon, container.Name);
        byte[] archive = new RawTar().File("planted", "x").File("secret", "overwritten").ToArray();
        using var stop = new CancellationTokenSource();
        Task<long> flipping = Task.Run(() => Flip(volume, stop.Token), TestContext.Current.CancellationToken);

        var seen = new HashSet<string>();
        for (int round = 0; round < Rounds; round++)
        {
            await client.PutAsync("/v/swing", archive);
            await client.PutAsync("/v", new RawTar().Directory("swing/").File("swing/planted", "x").ToArray());
            await ReadAsync(client, "/v/swing/secret", seen);
            await ReadAsync(client, "/v/swing/.", seen);
            await client.StatAsync("/v/swing/secret");
        }

        await stop.CancelAsync();
        Assert.InRange(await flipping, Rounds, long.MaxValue);
        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(victim).Select(Path.GetFileName));
        Assert.Equal("of the host", await File.ReadAllTextAsync(Path.Combine(victim, "secret"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("of the host", seen);
        Directory.Delete(victim, recursive: true);
        await container.DisposeAsync();
        Directory.Delete(volume, recursive: true);
    }

    [Fact]
    public async Task Archive_ReadAndWritten_RunsNoProgram()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd runs itself, and xz and unpigz");
        // Of its own: monitors of other tests' containers are programs, too.
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync("run", "-d", "--name", "sleeper", "--network", "none", Busybox, "sleep", "1000")).Succeeded();
        var client = new ArchiveClient(daemon, "sleeper");
        using var watch = new ExecWatch(daemon.ProcessId);

        await client.GetAsync("/etc");
        await client.PutAsync("/tmp", new RawTar().File("f", "x").ToArray());
        await client.PutAsync("/tmp", [0xfd, .. "7zXZ"u8, 0, 1, 2, 3]);
        await client.PutAsync("/tmp", [.. "BZh91AY&SY"u8]);

        Assert.Equal(0, watch.Children());
    }

    private static async Task ReadAsync(ArchiveClient client, string path, HashSet<string> seen)
    {
        try
        {
            foreach (System.Formats.Tar.TarEntry entry in await client.GetAsync(path))
            {
                if (entry.DataStream is { } content)
                {
                    using var reader = new StreamReader(content);
                    seen.Add(await reader.ReadToEndAsync());
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It was the link just now, or changed on the way.
        }
    }

    private static long Flip(string volume, CancellationToken stop)
    {
        using Fd directory = Fd.Open(volume, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        long flips = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                directory.Exchange("swing", "link");
                flips++;
            }
            catch (LinuxException e) when (e.Errno == Errno.ENOENT)
            {
                // An archive's directory takes the place of a link: for a moment neither is there.
            }
        }

        return flips;
    }
}
