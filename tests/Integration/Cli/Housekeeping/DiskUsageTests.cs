using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Housekeeping;

public sealed class DiskUsageTests
{
    [Fact]
    public async Task DiskUsage_ImagesContainersVolumes_AreCounted()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        Assert.Equal(["1 0 (100%)", "0 0 0B", "0 0 0B", "0 0 0B"], await ReclaimableAsync(daemon));

        (await daemon.RunAsync("run", "--network", "none", "--name", "wrote", Daemon.Busybox, "dd", "if=/dev/zero", "of=/x", "bs=1000", "count=5")).Succeeded();
        (await daemon.RunAsync("run", "--network", "none", "--name", "mounts", "-v", "data:/v", "-v", "/anonymous", Daemon.Busybox, "dd", "if=/dev/zero", "of=/v/x", "bs=1000", "count=7")).Succeeded();
        (await daemon.RunAsync("run", "-d", "--network", "none", "--name", "runs", Daemon.Busybox, "sh", "-c", "dd if=/dev/zero of=/x bs=1000 count=3; sleep 1000")).Succeeded();
        await Condition.WaitAsync("the running container has written", async () => (await DetailsAsync(daemon, "{{range .Containers}}{{.Size}} {{end}}")).StartsWith("3kB", StringComparison.Ordinal));

        Assert.Equal(["Images 1 1", "Containers 3 1 8kB", "Local Volumes 2 2 7kB", "Build Cache 0 0 0B"],
            (await TextAsync(daemon, "system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}}")).Split('\n')
                .Select(static line => line.StartsWith("Images", StringComparison.Ordinal) ? line[..line.LastIndexOf(' ')] : line));
        Assert.Equal("5kB (62%)", (await TextAsync(daemon, "system", "df", "--format", "{{.Reclaimable}}")).Split('\n')[1]);
        Assert.Equal("runs 3kB 0,mounts 0B 2,wrote 5kB 0,", await DetailsAsync(daemon, "{{range .Containers}}{{.Names}} {{.Size}} {{.LocalVolumes}},{{end}}"));
        Assert.Equal("berth-test/busybox latest 3 0B", await DetailsAsync(daemon, "{{range .Images}}{{.Repository}} {{.Tag}} {{.Containers}} {{.SharedSize}}{{end}}"));
        Assert.Contains("data 7kB 1;", await DetailsAsync(daemon, "{{range .Volumes}}{{.Name}} {{.Size}} {{.Links}};{{end}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiskUsage_Tables_HaveTheKnownHeaders()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        Assert.Equal("TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE", (await TextAsync(daemon, "system", "df")).Split('\n')[0]);
        string[] lines = (await TextAsync(daemon, "system", "df", "-v")).Split('\n');
        Assert.Equal("Images space usage:", lines[0]);
        Assert.Matches("^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE +SHARED SIZE +UNIQUE SIZE +CONTAINERS$", lines[2]);
        Assert.Contains("CONTAINER ID   IMAGE     COMMAND   LOCAL VOLUMES   SIZE      CREATED   STATUS    NAMES", lines);
        Assert.Contains("VOLUME NAME   LINKS     SIZE", lines);
        Assert.Equal(["Build cache usage: 0B", "", "CACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED"], lines[^3..]);
    }

    // How many, how many in use, and the last word of what could go.
    private static async Task<IEnumerable<string>> ReclaimableAsync(Daemon daemon) =>
        (await TextAsync(daemon, "system", "df", "--format", "{{.TotalCount}} {{.Active}} {{.Reclaimable}}")).Split('\n')
            .Select(static line => line.Split(' ')).Select(static words => $"{words[0]} {words[1]} {words[^1]}");

    private static Task<string> DetailsAsync(Daemon daemon, string template) => TextAsync(daemon, "system", "df", "-v", "--format", template);

    private static async Task<string> TextAsync(Daemon daemon, params IEnumerable<string> arguments) => (await daemon.RunAsync(arguments)).Succeeded().Text;
}
