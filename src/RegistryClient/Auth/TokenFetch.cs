using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Json;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient.Auth;

/// <summary>
/// Asks a token service for a token (distribution, docs/spec/auth).
/// <code>
/// with an identity token   POST realm   grant_type=refresh_token, refresh_token, service, scope, client_id
/// else                     GET realm?service=…&amp;scope=…[&amp;account=…]   Authorization: Basic, if there are credentials
///   answered 404 or 405    POST realm   grant_type=password, username, password, access_type, service, scope, client_id
/// </code>
/// </summary>
internal sealed class TokenFetch(RegistryClientOptions options)
{
    private const string ClientId = "berth";
    private const int LongestAnswer = 1024 * 1024;

    private static readonly TimeSpan s_shortestLife = TimeSpan.FromSeconds(60);

    /// <exception cref="RegistryException">The realm is not allowed, does not answer, refuses, or answers something else.</exception>
    public async Task<Token> RunAsync(TokenRequest request, CancellationToken cancellation)
    {
        RegistryCredentials credentials = request.Credentials;
        HostConnection host = request.Connection;
        Uri realm = RealmRule.Check(request.Realm, host.Base, host.Host.IsChecked, !credentials.IsEmpty);
        if (credentials.IdentityToken.Length > 0)
        {
            HttpResponseMessage answer = await SendAsync(host, Post(realm, request), cancellation);
            return IsAbsent(answer) && credentials.Username.Length > 0 && credentials.Password.Length > 0
                ? await ReadAsync(await SendAsync(host, Get(realm, request), cancellation), request, cancellation)
                : await ReadAsync(answer, request, cancellation);
        }

        HttpResponseMessage response = await SendAsync(host, Get(realm, request), cancellation);
        if (IsAbsent(response) && credentials.Username.Length > 0)
        {
            response.Dispose();
            response = await SendAsync(host, Post(realm, request), cancellation);
        }

        return await ReadAsync(response, request, cancellation);
    }

    private static bool IsAbsent(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;

    private static HttpRequestMessage Get(Uri realm, TokenRequest request)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        RegistryCredentials credentials = request.Credentials;
        if (credentials.Username.Length > 0)
        {
            Add(query, "account", credentials.Username);
        }

        if (request.WantsRefreshToken)
        {
            Add(query, "client_id", ClientId);
            Add(query, "offline_token", "true");
        }

        foreach (string resource in request.Scope.Resources)
        {
            Add(query, "scope", resource);
        }

        if (request.Service.Length > 0)
        {
            Add(query, "service", request.Service);
        }

        var message = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        if (credentials.Username.Length > 0)
        {
            message.Headers.Authorization = Authorizer.BasicHeader(credentials.Username, credentials.Password);
        }

        return message;
    }

    private static void Add(StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));

    private static HttpRequestMessage Post(Uri realm, TokenRequest request)
    {
        RegistryCredentials credentials = request.Credentials;
        var form = new List<KeyValuePair<string, string>>
        {
            new("client_id", ClientId),
            new("service", request.Service),
        };
        if (!request.Scope.IsEmpty)
        {
            form.Add(new("scope", request.Scope.ToString()));
        }

        if (credentials.IdentityToken.Length > 0)
        {
            form.Add(new("grant_type", "refresh_token"));
            form.Add(new("refresh_token", credentials.IdentityToken));
        }
        else
        {
            form.Add(new("grant_type", "password"));
            form.Add(new("username", credentials.Username));
            form.Add(new("password", credentials.Password));
            form.Add(new("access_type", request.WantsRefreshToken ? "offline" : "online"));
        }

        return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
    }

    private async Task<HttpResponseMessage> SendAsync(HostConnection host, HttpRequestMessage message, CancellationToken cancellation)
    {
        try
        {
            return await host.SendRawAsync(message, options.AnswerTimeout, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NetworkErrors.From(message.Method, new UriBuilder(message.RequestUri!) { Query = "" }.Uri, e);
        }
    }

    private async Task<Token> ReadAsync(HttpResponseMessage response, TokenRequest request, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = response;
        StallClock stall = request.Connection.Stall;
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await AnswerErrors.ReadAsync(answer, stall, options.Time, cancellation);
        }

        byte[] bytes = await BoundedBody.ReadAsync(answer, "the token service's answer", LongestAnswer, stall, cancellation);
        TokenDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(bytes, RegistryJson.Default.TokenDocument);
        }
        catch (JsonException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, "unable to decode token response: it is not JSON of that form", e);
        }

        string value = document is null ? "" : document.Token.Length > 0 ? document.Token : document.AccessToken;
        if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e'))
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, "authorization server did not include a token in the response");
        }

        return new Token(value, Until(document!), document!.RefreshToken);
    }

    // The service's clock need not be ours: when it says that it issued the token at a time that cannot be, it was issued now.
    private DateTimeOffset Until(TokenDocument document)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        double seconds = Math.Clamp(document.ExpiresIn ?? 0, s_shortestLife.TotalSeconds, TimeSpan.FromDays(1).TotalSeconds);
        TimeSpan life = TimeSpan.FromSeconds(seconds);
        bool isDated = DateTimeOffset.TryParse(document.IssuedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset issued);
        DateTimeOffset start = isDated && issued <= now && issued > now - (life / 2) ? issued : now;
        return start + (life * 0.9);
    }
}
