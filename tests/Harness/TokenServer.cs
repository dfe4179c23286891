using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.Harness;

/// <summary>
/// A token service for <see cref="RegistryServer"/> (distribution, docs/spec/auth): everybody may pull, users may do what they ask for. A
/// login with <c>offline_token</c> gets a refresh token.
/// </summary>
public sealed class TokenServer : IAsyncDisposable
{
    private const string Service = "berth-test-registry";
    private const string Issuer = "berth-test-issuer";
    private const string RefreshPrefix = "refresh-token-of-";

    // A plus sign of base64 must not be escaped.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpListener _listener = new();
    private readonly IReadOnlyDictionary<string, string> _users;
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-token-test-").FullName;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;

    private TokenServer(IReadOnlyDictionary<string, string> users)
    {
        _users = users;
        Url = $"http://127.0.0.1:{FreePort.Next()}/";
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest("CN=berth-test-issuer", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>For <see cref="RegistryServerOptions.Token"/>.</summary>
    public RegistryTokenOptions Options => new($"{Url}token", Service, Issuer, CertificateFile);

    /// <summary>The requests that came: <c>GET /token?… Basic …</c>, <c>POST /token form</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    private string CertificateFile => Path.Combine(_directory, "issuer.crt");

    /// <param name="users">Users with their passwords.</param>
    public static TokenServer Start(IReadOnlyDictionary<string, string> users) => new(users);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        using var reader = new StreamReader(request.InputStream);
        string form = await reader.ReadToEndAsync();
        Requests.Enqueue($"{request.HttpMethod} {request.RawUrl} {request.Headers["Authorization"] ?? ""}{form}".TrimEnd());
        var fields = Fields(request.HttpMethod == "POST" ? form : request.Url!.Query.TrimStart('?'));
        (bool isGood, string? user) = Who(request, fields.ToLookup(f => f.Key, f => f.Value));
        JsonObject answer = isGood ? Give(user, fields) : new() { ["errors"] = new JsonArray(Error()) };
        context.Response.StatusCode = isGood ? 200 : 401;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()));
        context.Response.Close();
    }

    private static JsonObject Error() => new() { ["code"] = "UNAUTHORIZED", ["message"] = "bad credentials" };

    private static List<KeyValuePair<string, string>> Fields(string encoded) =>
        [.. encoded.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2))
            .Select(f => KeyValuePair.Create(f[0], WebUtility.UrlDecode(f[^1])))];

    private (bool IsGood, string? User) Who(HttpListenerRequest request, ILookup<string, string> fields)
    {
        string? refresh = fields["refresh_token"].FirstOrDefault();
        if (refresh is not null)
        {
            string name = refresh.Replace(RefreshPrefix, "", StringComparison.Ordinal);
            return (_users.ContainsKey(name), name);
        }

        if (request.Headers["Authorization"] is not { } basic)
        {
            return (true, null);
        }

        string[] pair = Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..])).Split(':', 2);
        return (_users.TryGetValue(pair[0], out string? password) && password == pair[1], pair[0]);
    }

    private JsonObject Give(string? user, List<KeyValuePair<string, string>> fields)
    {
        var access = new JsonArray();
        foreach (string scope in fields.Where(f => f.Key == "scope").SelectMany(f => f.Value.Split(' ')))
        {
            string[] parts = scope.Split(':');
            string[] actions = [.. parts[^1].Split(',').Where(a => user is not null || a == "pull")];
            access.Add((JsonNode)new JsonObject
            {
                ["type"] = parts[0],
                ["name"] = string.Join(':', parts[1..^1]),
                ["actions"] = new JsonArray([.. actions.Select(a => (JsonNode)a)]),
            });
        }

        string token = Sign(user, access);
        var answer = new JsonObject { ["token"] = token, ["access_token"] = token, ["expires_in"] = 300 };
        if (user is not null && fields.Any(f => f is { Key: "offline_token", Value: "true" }))
        {
            answer["refresh_token"] = RefreshPrefix + user;
        }

        return answer;
    }

    private string Sign(string? user, JsonArray access)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)) };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = user ?? "",
            ["aud"] = Service,
            ["exp"] = now + 300,
            ["nbf"] = now - 60,
            ["iat"] = now,
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = access,
        };
        string text = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString(s_plain)))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString(s_plain)))}";
        return $"{text}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
