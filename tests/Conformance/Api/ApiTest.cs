using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Berth.Conformance.Api;

/// <summary>What tests that speak the Engine API by themselves share.</summary>
public abstract class ApiTest(EngineUnderTest engine)
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected EngineUnderTest Engine => engine;

    /// <summary>A name that nothing else has.</summary>
    protected static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>One request; <paramref name="contentType"/> null sends none.</summary>
    protected async Task<ApiAnswer> SendAsync(string method, string path, string? body = null, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        using HttpResponseMessage answer = await engine.Http.SendAsync(request, Cancel);
        return new ApiAnswer(
            (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Cancel), answer.Headers);
    }

    /// <summary>One request that succeeds; its JSON.</summary>
    protected async Task<JsonElement> GetAsync(string path)
    {
        ApiAnswer answer = await SendAsync("GET", path);
        Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Body}");
        return answer.Json;
    }

    /// <summary>Makes a container of the busybox image from a JSON body whose <c>Image</c> is added; returns its ID.</summary>
    protected async Task<string> CreateAsync(string name, string fields, string version = "")
    {
        ApiAnswer answer = await SendAsync("POST", $"{version}/containers/create?name={name}", $"{{\"Image\":\"{Harness.Daemon.Busybox}\",{fields}}}");
        Assert.True(answer.Status == 201, $"create: {answer.Status} {answer.Body}");
        return answer.Json.GetProperty("Id").GetString()!;
    }

    /// <summary>The same, and started.</summary>
    protected async Task<string> RunAsync(string name, string fields)
    {
        string id = await CreateAsync(name, fields);
        ApiAnswer started = await SendAsync("POST", $"/containers/{id}/start");
        Assert.True(started.Status == 204, $"start: {started.Status} {started.Body}");
        return id;
    }

    /// <summary>Whatever state a container is in, it goes.</summary>
    protected async Task RemoveAsync(string idOrName) => await SendAsync("DELETE", $"/containers/{idOrName}?force=1&v=1");
}

/// <summary>An answer, read whole.</summary>
public sealed record ApiAnswer(int Status, string? ContentType, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>What an error says; the empty string where the body is no error.</summary>
    public string Message => Body.StartsWith('{') && Json.TryGetProperty("message", out JsonElement message) ? message.GetString() ?? "" : "";
}
