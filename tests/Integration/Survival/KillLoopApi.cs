using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>The Engine API as the workers of a <see cref="EngineKillLoop"/> use it: an answer is a status and a document.</summary>
internal sealed class KillLoopApi(Daemon daemon)
{
    /// <exception cref="HttpRequestException">The daemon died meanwhile, or is not there.</exception>
    public async Task<KillLoopAnswer> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await daemon.Http.SendAsync(request);
        return await ReadAsync(answer);
    }

    /// <summary>Sends an archive.</summary>
    public async Task<KillLoopAnswer> PutAsync(string path, byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        using HttpResponseMessage answer = await daemon.Http.PutAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(answer);
    }

    public Task<KillLoopAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<KillLoopAnswer> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>A request that the daemon dies of.</summary>
    public async Task TryPostAsync(string path, string body)
    {
        try
        {
            await PostAsync(path, body);
        }
        catch (HttpRequestException)
        {
            // As it should.
        }
    }

    private static async Task<KillLoopAnswer> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable
            ? throw new HttpRequestException($"the daemon goes: {text}")
            : new KillLoopAnswer(answer.StatusCode, text);
    }

    public Task<KillLoopAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Reads a stream that ends with the container or the daemon, and drops it.</summary>
    public async Task FollowAsync(HttpMethod method, string path, TimeSpan patience)
    {
        using var enough = new CancellationTokenSource(patience);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        try
        {
            using HttpResponseMessage answer = await daemon.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            await using Stream stream = await answer.Content.ReadAsStreamAsync(enough.Token);
            await stream.CopyToAsync(Stream.Null, enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // A client that goes away.
        }
    }
}

/// <summary>What the daemon answered.</summary>
internal sealed record KillLoopAnswer(HttpStatusCode Status, string Text)
{
    public int Code => (int)Status;

    public JsonNode Json => JsonNode.Parse(Text) ?? new JsonObject();
}
