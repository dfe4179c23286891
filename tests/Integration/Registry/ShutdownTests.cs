using System.Net;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>A registry that is told to end while it works.</summary>
public sealed class ShutdownTests
{
    private static readonly byte[] s_first = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
    private static readonly byte[] s_second = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 13))];

    private static string Digest => SmallPush.Digest([.. s_first, .. s_second]);

    [Fact]
    public async Task Stop_BetweenTheChunksOfAnUpload_LetsItGoOnAfterwards()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        string location = await SmallPush.AppendAsync(http, await SmallPush.BeginAsync(http, "a/b"), s_first);

        await registry.StopAsync();
        await registry.StartAgainAsync();

        Assert.Equal(s_first.Length, await SmallPush.LengthAsync(http, location));
        await SmallPush.FinishAsync(http, location, s_second, Digest);
        Assert.Equal(s_first.Concat(s_second), await http.GetByteArrayAsync($"/v2/a/b/blobs/{Digest}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stop_InTheMiddleOfARequest_LetsItEnd()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        string location = await SmallPush.BeginAsync(http, "a/b");
        var rest = new TaskCompletionSource();
        using var content = new HalfContent(s_first, rest.Task, s_second);
        Task<HttpResponseMessage> patch = http.PatchAsync(location, content, TestContext.Current.CancellationToken);
        await content.Halfway;
        await ArrivedAsync(http, location);

        Task stop = registry.StopAsync();
        await Condition.WaitAsync("nobody else is let in", () => RefusesAsync(registry.Url));
        rest.SetResult();

        using HttpResponseMessage answer = await patch;
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await stop;
        await registry.StartAgainAsync();
        Assert.Equal(s_first.Length + s_second.Length, await SmallPush.LengthAsync(http, location));
    }

    [Fact]
    public async Task Stop_WithARequestThatDoesNotEnd_KeepsWhatHasCome()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "patience = \"200ms\"" });
        using var http = new HttpClient { BaseAddress = registry.Url };
        string location = await SmallPush.BeginAsync(http, "a/b");
        var rest = new TaskCompletionSource();
        using var content = new HalfContent(s_first, rest.Task, s_second);
        Task<HttpResponseMessage> patch = http.PatchAsync(location, content, TestContext.Current.CancellationToken);
        await content.Halfway;
        await ArrivedAsync(http, location);

        await registry.StopAsync();
        rest.SetResult();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => patch);
        await registry.StartAgainAsync();

        long length = await SmallPush.LengthAsync(http, location);
        Assert.InRange(length, 1, s_first.Length);
        await SmallPush.FinishAsync(http, location, [.. s_first[(int)length..], .. s_second], Digest);
    }

    [Fact]
    public async Task Stop_AfterPulls_HasCountedThem()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        await SmallPush.ImageAsync(http, "a/b", "latest");
        for (int i = 0; i < 3; i++)
        {
            await http.GetByteArrayAsync("/v2/a/b/manifests/latest", TestContext.Current.CancellationToken);
        }

        await registry.StopAsync();

        Assert.Equal(["3"], RegistryQuery.Ask(registry.Data, "SELECT CAST(pulls AS TEXT) FROM repositories WHERE name = 'a/b'"));
        Assert.Contains("path=/v2/a/b/manifests/latest", registry.Log, StringComparison.Ordinal);
        Assert.Contains("berth-registry has ended", registry.Log, StringComparison.Ordinal);
    }

    private static Task ArrivedAsync(HttpClient http, string location) => Condition.WaitAsync("some of it has come", async () =>
    {
        using HttpResponseMessage status = await http.GetAsync(location);
        return status.StatusCode == HttpStatusCode.NoContent && !status.Headers.NonValidated["Range"].ToString().EndsWith("-0", StringComparison.Ordinal);
    });

    private static async Task<bool> RefusesAsync(Uri url)
    {
        using var http = new HttpClient(new MortalServerHandler(new SocketsHttpHandler()));
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(url, "v2/"));
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    /// <summary>A body that comes in two parts.</summary>
    private sealed class HalfContent(byte[] first, Task pause, byte[] second) : HttpContent
    {
        private readonly TaskCompletionSource _halfway = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The first part is sent.</summary>
        public Task Halfway => _halfway.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            await stream.FlushAsync();
            _halfway.TrySetResult();
            await pause;
            await stream.WriteAsync(second);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = first.Length + second.Length;
            return true;
        }
    }
}
