using System.Net;
using Berth.RegistryClient;

namespace Berth.Unit.RegistryClient.Auth;

/// <summary>
/// A registry <c>h.example</c> that wants bearer tokens and the token service <c>a.example</c> that gives them: <c>t1</c>, <c>t2</c> and so
/// on, each good until it is revoked.
/// </summary>
internal sealed class FakeTokens
{
    private readonly HashSet<string> _good = [];
    private int _given;

    public FakeTokens() => Registry = new FakeRegistry(Answer);

    public FakeRegistry Registry { get; }

    public string Challenge { get; set; } = "Bearer realm=\"https://a.example/token\",service=\"h\"";

    /// <summary>Further members of the token service's answer.</summary>
    public string Extra { get; set; } = "";

    /// <summary>Answers in the place of the token service; null: it gives a token.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Refuse { get; set; } = _ => null;

    /// <summary>The requests to the token service, with their bodies.</summary>
    public string[] TokenRequests =>
        [.. Registry.Requests.Where(r => r.Uri.Host == "a.example").Select(r => $"{r.Method} {r.Uri.PathAndQuery} {r.Authorization ?? "-"} {r.Body}".TrimEnd())];

    public RemoteRepository Open(string name, RegistryCredentials? credentials = null) => Registry.Repository(name, credentials);

    public void Revoke(string token) => _good.Remove(token);

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.Host == "a.example")
        {
            return Refuse(request) ?? Give();
        }

        return request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } token } && _good.Contains(token)
            ? FakeRegistry.Text(HttpStatusCode.OK, "{}")
            : FakeRegistry.Text(
                HttpStatusCode.Unauthorized,
                """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}""",
                ("WWW-Authenticate", Challenge));
    }

    private HttpResponseMessage Give()
    {
        string token = $"t{++_given}";
        _good.Add(token);
        return FakeRegistry.Text(HttpStatusCode.OK, $$"""{"token":"{{token}}"{{Extra}}}""");
    }
}
