using Berth.Harness;
using Berth.Linux;
using Berth.Linux.Netlink;
using Xunit;

namespace Berth.Integration.Security;

/// <summary>Overlays of layers with mapped owners (<see cref="OverlayMount.OpenMapped"/>), as new kernels take them and as older ones do.</summary>
public sealed class MappedLayerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenMapped_EitherWay_MapsAllLayersAndLeavesNothing(bool detached)
    {
        string root = Directory.CreateTempSubdirectory("berth-test-").FullName;
        foreach (string name in (string[])["low", "lower", "upper", "work", "target"])
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        await File.WriteAllTextAsync($"{root}/low/a", "a", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{root}/lower/b", "b", TestContext.Current.CancellationToken);
        (await Command.RunAsync("chown", ["5:6", $"{root}/low/a"])).Succeeded();
        string file = Path.Combine(root, "userns");
        const string Maps = "0 700000 65536,4200000000 0 1";
        (await Command.RunAsync(Installation.Binary("berth-runtime"), ["namespaces", "--uid-map", Maps, "--gid-map", Maps, "--user", file])).Succeeded();
        try
        {
            using (Fd user = Fd.Open(file, OpenFlags.O_RDONLY))
            {
                using Fd mount = OverlayMount.OpenMapped(
                    [$"{root}/lower", $"{root}/low"], $"{root}/upper", $"{root}/work", $"{root}/target", expendable: false, user, detached);
                MountedCopy.Move(mount, $"{root}/target");
            }

            Assert.Equal("700005:700006", (await Command.RunAsync("stat", ["-c", "%u:%g", $"{root}/target/a"])).Succeeded().Text);
            File.Delete($"{root}/target/b");
            (await Command.RunAsync("chown", ["700009", $"{root}/target/a"])).Succeeded();
            Assert.Equal("9:6", (await Command.RunAsync("stat", ["-c", "%u:%g", $"{root}/upper/a"])).Succeeded().Text);
            Assert.Equal("character special file", (await Command.RunAsync("stat", ["-c", "%F", $"{root}/upper/b"])).Succeeded().Text);
            Assert.Single(File.ReadLines("/proc/self/mountinfo"), l => l.Contains($" {root}/", StringComparison.Ordinal) && !l.Contains("nsfs", StringComparison.Ordinal));
        }
        finally
        {
            OverlayMount.Unmount($"{root}/target");
            NetworkNamespace.Unpin(file);
            Directory.Delete(root, recursive: true);
        }
    }
}
