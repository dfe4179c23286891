using System.Net;
using System.Security.Cryptography;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>A registry whose disk, a small tmpfs here, has no room: it says so, keeps nothing of what did not fit, and goes on when there is room again.</summary>
public sealed class DiskFullTests
{
    private const string Repository = "team/app";
    private const int Size = 24 << 20;

    private static readonly byte[] s_small = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Push_OntoAFullDisk_IsRefusedAndLeavesNothing(bool isMonolithic)
    {
        string root = Directory.CreateTempSubdirectory("berth-registry-test-").FullName;
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Size},mode=700", "tmpfs", root])).Succeeded();
        try
        {
            int port = FreePort.Next();
            await using ServingProcess registry = ServingProcess.Start(["serve", "--data", root, "--addr", $"127.0.0.1:{port}"]);
            await Condition.WaitAsync("it serves", () => registry.Errors.Contains(" serves ", StringComparison.Ordinal));
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var pushes = new RawPushes(http);
            Assert.True(await pushes.MonolithicAsync(Repository, s_small));
            byte[] large = RandomNumberGenerator.GetBytes(4 << 20);

            string filler = await FillAsync(root);
            (HttpStatusCode status, string body) = isMonolithic ? await PushWholeAsync(http, large) : await PushInOneChunkAsync(http, large);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("no space left on the registry", body, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"UNAVAILABLE\"", body, StringComparison.Ordinal);
            await Condition.WaitAsync("it says that it is not well", async () => await HealthAsync(http) == HttpStatusCode.ServiceUnavailable);
            Assert.False(await pushes.HasAsync(Repository, PushedImage.DigestOf(large)));
            Assert.Equal(s_small, await pushes.GetAsync($"/v2/{Repository}/blobs/{PushedImage.DigestOf(s_small)}"));
            Assert.DoesNotContain(Stored(root), file => file.Contains(PushedImage.DigestOf(large)["sha256:".Length..], StringComparison.Ordinal));

            File.Delete(filler);
            await Condition.WaitAsync("it is well again", async () => await HealthAsync(http) == HttpStatusCode.OK);
            Assert.True(await pushes.MonolithicAsync(Repository, large));
            Assert.Equal(large, await pushes.GetAsync($"/v2/{Repository}/blobs/{PushedImage.DigestOf(large)}"));
            Assert.Equal(0, (await Command.RunAsync(Installation.Binary("berth-registry"), ["verify", "--data", root])).ExitCode);
        }
        finally
        {
            (await Command.RunAsync("umount", [root])).Succeeded();
            Directory.Delete(root);
        }
    }

    // To the last byte.
    private static async Task<string> FillAsync(string root)
    {
        string path = Path.Combine(root, "filler");
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            for (int i = 0; i < Size / block.Length; i++)
            {
                await file.WriteAsync(block, Cancellation);
            }
        }
        catch (IOException)
        {
            // It is full.
        }

        return path;
    }

    private static Task<(HttpStatusCode Status, string Body)> PushWholeAsync(HttpClient http, byte[] blob) =>
        SendAsync(http, HttpMethod.Post, $"/v2/{Repository}/blobs/uploads/?digest={PushedImage.DigestOf(blob)}", blob);

    private static async Task<(HttpStatusCode Status, string Body)> PushInOneChunkAsync(HttpClient http, byte[] blob)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/{Repository}/blobs/uploads/");
        using HttpResponseMessage begun = await http.SendAsync(request, Cancellation);

        // The row of an upload has no room either, or just had.
        return begun.StatusCode == HttpStatusCode.Accepted
            ? await SendAsync(http, HttpMethod.Patch, begun.Headers.Location!.ToString(), blob)
            : (begun.StatusCode, await begun.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient http, HttpMethod method, string path, byte[] blob)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(blob) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<HttpStatusCode> HealthAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }

    private static string[] Stored(string root) => Directory.GetFiles(Path.Combine(root, "blobs"), "*", SearchOption.AllDirectories);
}
