using System.Net;
using Berth.Harness;

namespace Berth.Integration.Cli;

/// <summary>
/// What Docker Hub answers to a search, on a loopback port: <c>GET /v1/search?q=TERM</c> gives the results that are set, and every other
/// path under <c>/files/</c> the bytes that are set. Disposing it ends it.
/// </summary>
public sealed class SearchServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly byte[] _file;
    private readonly string _results;

    /// <param name="results">The items of <c>results</c>, in JSON.</param>
    /// <param name="file">What a download gives.</param>
    public SearchServer(string results, byte[] file)
    {
        _results = results;
        _file = file;
        Host = $"127.0.0.1:{FreePort.Next()}";
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Host { get; }

    /// <summary>The query of the last search.</summary>
    public string? Query { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        byte[]? body = path switch
        {
            "/v1/search" => Results(context.Request.Url.Query),
            "/v1/_ping" => "true"u8.ToArray(),
            _ when path.StartsWith("/files/", StringComparison.Ordinal) => _file,
            _ => null,
        };
        context.Response.StatusCode = body is null ? 404 : 200;
        context.Response.ContentType = path == "/v1/search" ? "application/json" : "application/octet-stream";
        context.Response.ContentLength64 = body?.Length ?? 0;
        await context.Response.OutputStream.WriteAsync(body ?? []);
        context.Response.Close();
    }

    private byte[] Results(string query)
    {
        Query = query;
        return System.Text.Encoding.UTF8.GetBytes($$"""{"num_pages":1,"num_results":1,"page":1,"page_size":25,"query":"","results":[{{_results}}]}""");
    }
}
