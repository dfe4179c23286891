using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Text.Json;
using Berth.Harness;

namespace Berth.Integration.Files;

/// <summary>The archive API of a daemon, as a client speaks it.</summary>
internal sealed class ArchiveClient(Daemon daemon, string container)
{
    /// <summary>An answer: its status, and what a failure says.</summary>
    public sealed record Answer(int Status, string Message);

    public async Task<JsonElement?> StatAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Address(path));
        using HttpResponseMessage answer = await daemon.Http.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(Convert.FromBase64String(answer.Headers.GetValues("X-Docker-Container-Path-Stat").Single())).RootElement
            : null;
    }

    /// <summary>Names, each with <c> -> target</c> of links.</summary>
    public async Task<string[]> ListAsync(string path) => [.. (await GetAsync(path)).Select(
        static e => e.LinkName.Length == 0 ? e.Name : $"{e.Name} -> {e.LinkName}")];

    public async Task<List<TarEntry>> GetAsync(string path)
    {
        using HttpResponseMessage answer = await daemon.Http.GetAsync(Address(path));
        answer.EnsureSuccessStatusCode();
        await using var reader = new TarReader(await answer.Content.ReadAsStreamAsync());
        var entries = new List<TarEntry>();
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    public async Task<Answer> PutAsync(string path, byte[] archive, string more = "")
    {
        using var body = new ByteArrayContent(archive);
        return await PutAsync(path, body, more);
    }

    public async Task<Answer> PutAsync(string path, HttpContent body, string more = "")
    {
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage answer = await daemon.Http.PutAsync(Address(path, more), body);
        return await ReadAsync(answer);
    }

    public async Task<Answer> FailAsync(string path)
    {
        using HttpResponseMessage answer = await daemon.Http.GetAsync(Address(path));
        return await ReadAsync(answer);
    }

    private Uri Address(string path, string more = "") =>
        new($"/containers/{container}/archive?path={Uri.EscapeDataString(path)}{more}", UriKind.Relative);

    private static async Task<Answer> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        bool says = !answer.IsSuccessStatusCode && text.StartsWith('{');
        return new Answer((int)answer.StatusCode, says ? JsonDocument.Parse(text).RootElement.GetProperty("message").GetString()! : text);
    }
}
