using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>Volumes and what is mounted for them, when the daemon is killed and when requests for them meet.</summary>
public sealed class VolumeSurvivalTests
{
    [Fact]
    public async Task VolumeWithOptions_DaemonKilled_StaysMountedAsLongAsItIsUsed()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m", "--label", "a=b", "data")).Succeeded();
        (await daemon.RunAsync("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "other")).Succeeded();
        (await daemon.RunAsync("run", "-d", "--name", "lives", "-v", "data:/v", Daemon.Busybox, "sleep", "1000")).Succeeded();
        (await daemon.RunAsync("run", "-d", "--name", "ends", "-v", "other:/v", Daemon.Busybox, "sleep", "1000")).Succeeded();
        (await daemon.RunAsync("exec", "lives", "sh", "-c", "echo text >/v/file")).Succeeded();
        string pid = (await daemon.RunAsync("inspect", "-f", "{{.State.Pid}}", "ends")).Succeeded().Text;

        await daemon.KillAsync();
        (await Command.RunAsync("kill", ["-KILL", pid])).Succeeded();
        await Condition.WaitAsync("the container ends", () => !Directory.Exists($"/proc/{pid}"));
        await daemon.StartAgainAsync();

        Assert.Equal("b tmpfs", (await daemon.RunAsync("volume", "inspect", "-f", "{{.Labels.a}} {{.Options.type}}", "data")).Succeeded().Text);
        Assert.True(IsMounted(daemon, "data"));
        await Condition.WaitAsync("the volume of the container that ended is unmounted", () => !IsMounted(daemon, "other"));

        // Another container gets the same files, and the first one's end does not take them away.
        (await daemon.RunAsync("run", "-d", "--name", "second", "-v", "data:/v", Daemon.Busybox, "sleep", "1000")).Succeeded();
        (await daemon.RunAsync("rm", "-f", "lives")).Succeeded();
        Assert.Equal("text", (await daemon.RunAsync("exec", "second", "cat", "/v/file")).Succeeded().Text);
        (await daemon.RunAsync("rm", "-f", "second")).Succeeded();
        await Condition.WaitAsync("the volume is unmounted", () => !IsMounted(daemon, "data"));
    }

    [Theory]
    [InlineData("start.mounted")]
    [InlineData("start.spawned")]
    [InlineData("start.created")]
    public async Task StagedMounts_DaemonDiesInAStart_AreGoneAfterTheNext(string failpoint)
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync("run", "--rm", "-v", "data:/v", Daemon.Busybox, "mkdir", "/v/part")).Succeeded();
        await daemon.StopAsync();
        await daemon.StartAgainAsync(failpoint);
        await daemon.RunAsync(
            "run", "--name", "staged", "--mount", "type=volume,source=data,target=/x,volume-subpath=part", "--mount", $"type=image,source={Daemon.Busybox},target=/i",
            Daemon.Busybox, "true");
        await daemon.WaitForEndAsync();

        await daemon.StartAgainAsync();

        Assert.DoesNotContain(File.ReadLines("/proc/self/mountinfo"), line => line.Contains($"{daemon.ExecRoot}/containers/", StringComparison.Ordinal) && line.Contains("/mounts/", StringComparison.Ordinal));
        (await daemon.RunAsync("start", "-a", "staged")).Succeeded();
    }

    [Fact]
    public async Task VolumeRequests_ThatMeet_AreNeverTheDaemonsFault()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        await using Daemon daemon = await Daemon.StartAsync();
        var answers = new ConcurrentDictionary<HttpStatusCode, string>();

        async Task SendAsync(HttpMethod method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await daemon.Http.SendAsync(request, TestContext.Current.CancellationToken);
            answers[answer.StatusCode] = $"{method} {path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }

        const string Container = "{\"Image\":\"" + Daemon.Busybox + "\",\"Cmd\":[\"true\"],\"HostConfig\":{\"Binds\":[\"meet:/v\",\"/w\"]}}";
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            for (int i = 0; i < 15; i++)
            {
                await SendAsync(HttpMethod.Post, "/volumes/create", "{\"Name\":\"meet\"}");
                await SendAsync(HttpMethod.Post, $"/containers/create?name=m{worker}", Container);
                await SendAsync(HttpMethod.Delete, "/volumes/meet");
                await SendAsync(HttpMethod.Get, "/volumes");
                await SendAsync(HttpMethod.Post, "/volumes/prune?filters={\"all\":[\"true\"]}");
                await SendAsync(HttpMethod.Get, "/system/df?type=volume");
                await SendAsync(HttpMethod.Delete, $"/containers/m{worker}?v=1");
            }
        }));

        Assert.Empty(answers.Where(static a => a.Key is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent
            or HttpStatusCode.NotFound or HttpStatusCode.Conflict)).Select(static a => a.Value));
        (await daemon.RunAsync("volume", "prune", "-af")).Succeeded();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(daemon.DataRoot, "volumes")));
    }

    [Fact]
    public async Task VolumeSubpath_SwappedForALinkAllTheTime_NeverLeadsOut()
    {
        Assert.SkipWhen(Target.IsDockerd, "a promise of berthd");
        await using Daemon daemon = await Daemon.StartAsync();
        string canary = Path.Combine(daemon.Root, "canary");
        Directory.CreateDirectory(canary);
        await File.WriteAllTextAsync(Path.Combine(canary, "secret"), "secret", TestContext.Current.CancellationToken);
        (await daemon.RunAsync(
            "run", "-d", "--name", "swaps", "-v", "data:/v", Daemon.Busybox, "sh", "-c",
            $"mkdir -p /v/real; ln -s {canary} /v/link; while :; do mv /v/real /v/part; mv /v/part /v/real; mv /v/link /v/part; mv /v/part /v/link; done")).Succeeded();

        for (int i = 0; i < 20; i++)
        {
            CommandResult result = await daemon.RunAsync(
                "run", "--rm", "--mount", "type=volume,source=data,target=/x,volume-subpath=part", Daemon.Busybox, "ls", "/x");
            Assert.DoesNotContain("secret", result.Output, StringComparison.Ordinal);
        }
    }

    private static bool IsMounted(Daemon daemon, string volume) =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ')[4] == $"{daemon.DataRoot}/volumes/{volume}/_data");
}
