using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Files;

/// <summary>
/// Field notes 3.1, "Image metadata becomes control input" (CVE-2026-53488, 2022-23648, 2024-40635): what an image says of itself has no effect on the host.
/// </summary>
public sealed class ImageMetadataTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Labels_ThatNameProgramsAndLogs_AreLabelsOnly()
    {
        string marker = Path.Combine(Path.GetTempPath(), $"berth-marker-{Guid.NewGuid():N}");
        string uri = $"binary:///usr/bin/touch?{marker}";
        string image = await ImageAsync(
            $"LABEL containerd.io/restart.loguri={uri}", $"LABEL io.containerd.runtime.loguri={uri}", $"LABEL com.docker.log-driver={uri}", $"LABEL berth.log-path={marker}",
            $"LABEL org.opencontainers.image.hooks={uri}");

        Assert.Equal("said", await TextAsync("run", "--rm", "--network", "none", image, "echo", "said"));

        Assert.False(File.Exists(marker));
        await TextAsync("rmi", image);
    }

    [Theory]
    [InlineData("/../../../../../../etc")]
    [InlineData("/vol/../../../../etc")]
    public async Task Volume_ThatClimbs_ReadsNothingOfTheHost(string path)
    {
        string image = await ImageAsync($"VOLUME [\"{path}\"]");

        CommandResult result = await RunAsync("run", "--rm", "--network", "none", image, "sh", "-c", "cat /etc/passwd; ls /");

        Assert.DoesNotContain("systemd", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("daemon:x:1:", result.Output, StringComparison.Ordinal);
        await TextAsync("rmi", image);
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("4294967295")]
    [InlineData("2147483648:2147483648")]
    [InlineData("1000:4294967296")]
    [InlineData("99999999999999999999")]
    public async Task User_BeyondTheRange_IsRefusedAndNeverRoot(string user)
    {
        string image = await ImageAsync($"USER {user}");

        CommandResult result = await RunAsync("run", "--rm", "--network", "none", image, "id", "-u");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Text);
        await TextAsync("rmi", image);
    }

    [Theory]
    [InlineData("/proc/self/fd/3")]
    [InlineData("/proc/self/fd/7/../../../../..")]
    public async Task WorkingDirectory_OfAnOpenFile_LeadsNowhere(string directory)
    {
        string image = await ImageAsync($"WORKDIR {directory}");

        CommandResult result = await RunAsync("run", "--rm", "--network", "none", image, "sh", "-c", "ls -d /work/main /root/.ssh ../../work 2>/dev/null; pwd");

        Assert.DoesNotContain("work/main", result.Output, StringComparison.Ordinal);
        await TextAsync("rmi", image);
    }

    private async Task<string> ImageAsync(params string[] changes)
    {
        string name = NewName(), image = $"{name}:meta";
        await TextAsync("create", "--name", name, Busybox, "true");
        await TextAsync(["commit", .. changes.SelectMany(change => (string[])["--change", change]), name, image]);
        await TextAsync("rm", name);
        return image;
    }
}
