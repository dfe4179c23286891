using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary>
/// A registry with accounts: <c>root</c>, an administrator, <c>alice</c>, who has a private repository <c>alice/app</c> and a public one
/// <c>alice/open</c>, and <c>bob</c>. Each password is the name and <c>-password</c>.
/// </summary>
internal sealed class AccountsSite : IAsyncDisposable
{
    public const string Config = "{}";

    private AccountsSite(BerthRegistry registry)
    {
        Registry = registry;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = registry.Url };
    }

    public static string ConfigDigest { get; } = DigestOf(Config);

    public static string Manifest { get; } =
        $$$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{{{ConfigDigest}}}","size":2},"layers":[]}
        """;

    public BerthRegistry Registry { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AccountsSite> StartAsync(string configuration = "")
    {
        BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions
        {
            Users = new Dictionary<string, string> { ["root"] = Password("root"), ["alice"] = Password("alice"), ["bob"] = Password("bob") },
            Administrators = ["root"],
            Configuration = configuration,
        });
        var site = new AccountsSite(registry);
        await site.PushAsync("alice", "alice/app");
        await site.PushAsync("alice", "alice/open");
        await site.RunAsync("visibility", "alice/open", "public");
        return site;
    }

    public static string Password(string user) => $"{user}-password";

    public static string DigestOf(string content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    public static AuthenticationHeaderValue Basic(string user, string? password = null) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password ?? Password(user)}")));

    /// <summary>Another verb of the binary, while the server runs.</summary>
    public async Task<string> RunAsync(params IEnumerable<string> arguments) => (await Registry.RunAsync(stdin: null, arguments)).Succeeded().Text;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, AuthenticationHeaderValue? authorization, string? body = null, string? type = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization;
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? "application/octet-stream");

            // What is refused for its size is refused before it is sent, else the answer may get lost under it.
            request.Headers.ExpectContinue = body.Length > 64 << 10;
        }

        return await Http.SendAsync(request, Cancellation);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, AuthenticationHeaderValue? authorization)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, authorization);
        return answer.StatusCode;
    }

    /// <summary>The answer of the token service to a GET.</summary>
    public async Task<JsonNode> AskAsync(string? user, string query)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"/token?service=berth-registry&{query}", user is null ? null : Basic(user));
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation))!;
    }

    public async Task<AuthenticationHeaderValue> BearerAsync(string? user, string scope) =>
        new("Bearer", (string)(await AskAsync(user, $"scope={Uri.EscapeDataString(scope)}"))["token"]!);

    /// <summary>An image with an empty configuration, tagged 1.</summary>
    public async Task PushAsync(string user, string repository)
    {
        using HttpResponseMessage blob = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/?digest={ConfigDigest}", Basic(user), Config);
        Assert.Equal(HttpStatusCode.Created, blob.StatusCode);
        using HttpResponseMessage manifest = await SendAsync(
            HttpMethod.Put, $"/v2/{repository}/manifests/1", Basic(user), Manifest, "application/vnd.oci.image.manifest.v1+json");
        Assert.Equal(HttpStatusCode.Created, manifest.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Registry.DisposeAsync();
    }
}
