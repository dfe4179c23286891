using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Files;

/// <summary>
/// Field notes 3.1, "docker cp" CVE-2026-17106 "CopyEscape" and "Layer unpack escape": malicious archives, into a container and, from a daemon that is not ours,
/// onto the client's machine; and "Resource bombs".
/// </summary>
public sealed class HostileCopyTests(SharedDaemon shared) : CliTest(shared)
{
    public static TheoryData<string> Cases => [.. Archives.Keys];

    private static Dictionary<string, Func<string, byte[]>> Archives { get; } = new()
    {
        ["a name that climbs"] = victim => new RawTar().File("../../../../../../.." + victim + "/planted", "x").ToArray(),
        ["an absolute link, then through it"] = victim => new RawTar().Symlink("d/l", victim).File("d/l/planted", "x").ToArray(),
        ["a relative link, then through it"] = victim => new RawTar().Symlink("d/l", "../../../../../.." + victim).File("d/l/planted", "x").ToArray(),
        ["two links that only together lead out"] = victim =>
            new RawTar().Directory("d/").Symlink("d/a", ".").Symlink("d/a/b", "..").Symlink("d/a/b/c", ".." + victim).File("d/c/planted", "x").ToArray(),
        ["a hard link to a file outside"] = victim => new RawTar().HardLink("d", "../../../../../.." + victim + "/secret").File("d", "overwritten").ToArray(),
        ["a hard link through a link"] = victim => new RawTar().Symlink("l", victim).HardLink("d", "l/secret").File("d", "overwritten").ToArray(),
        ["a directory that becomes a link"] = victim => new RawTar().Directory("d/").Symlink("d", victim).File("d/planted", "x").ToArray(),
        ["modes of what a link leads to"] = victim => new RawTar().Symlink("d", victim).Directory("d/", 0x1ff).ToArray(),
        ["a PAX path that climbs"] = victim => new RawTar().Pax("path", "d/../../../../../../.." + victim + "/planted").File("d", "x").ToArray(),
        ["a PAX link that climbs"] = victim => new RawTar().Pax("linkpath", victim).Symlink("d", "x").File("d/planted", "x").ToArray(),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Copy_FromADaemonThatLies_StaysInTheDestination(string name)
    {
        string victim = MakeVictim();
        string target = Directory.CreateTempSubdirectory("berth-target-").FullName;
        await using LyingDaemon daemon = LyingDaemon.Start(Archives[name](victim));

        await Command.RunAsync(Installation.Binary("berth"), ["-H", daemon.Host, "cp", "c:/d", $"{target}/d"], (string?)null);
        await Command.RunAsync(Installation.Binary("berth"), ["-H", daemon.Host, "cp", "c:/d", target], (string?)null);

        CheckVictim(victim);
        Directory.Delete(target, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Put_OfAMaliciousArchive_StaysInTheContainer(string name)
    {
        string victim = MakeVictim();
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        await container.ShellAsync("mkdir /w");

        await new ArchiveClient(Daemon, container.Name).PutAsync("/w", Archives[name](victim));

        CheckVictim(victim);
    }

    [Fact]
    public async Task Put_OfBombs_IsRefusedAndCostsLittleMemory()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's limits");
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        var client = new ArchiveClient(Daemon, container.Name);
        string long1 = new('p', 3 << 20);

        Assert.Equal(400, (await client.PutAsync("/tmp", new RawTar().Pax("comment", long1).File("x").ToArray())).Status);
        Assert.Equal(400, (await client.PutAsync("/tmp", new RawTar().Pax("path", string.Join('/', Enumerable.Repeat("d", 900))).File("x").ToArray())).Status);
        Assert.Equal(400, (await client.PutAsync("/tmp", new RawTar().Header(new RawTarHeader { Name = "f"u8.ToArray(), Size = 1L << 32 }).ToArray())).Status);
    }

    private static string MakeVictim()
    {
        string victim = Directory.CreateTempSubdirectory("berth-victim-").FullName;
        File.SetUnixFileMode(victim, (UnixFileMode)0x1c0);
        File.WriteAllText(Path.Combine(victim, "secret"), "secret");
        return victim;
    }

    private static void CheckVictim(string victim)
    {
        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(victim).Select(Path.GetFileName));
        Assert.Equal("secret", File.ReadAllText(Path.Combine(victim, "secret")));
        Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(victim));
        Directory.Delete(victim, recursive: true);
    }
}
