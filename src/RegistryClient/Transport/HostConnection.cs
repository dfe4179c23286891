using System.Net;
using System.Net.Http.Headers;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Errors;

namespace Berth.RegistryClient.Transport;

/// <summary>
/// Sends requests to one host. For each it
/// <list type="number">
/// <item>adds the headers, and the credentials or token if it is known that the host wants them,</item>
/// <item>sends it, over plain HTTP where the host is insecure and does not speak TLS,</item>
/// <item>answers a challenge (401) once,</item>
/// <item>follows redirects, which get no credentials unless they stay on the host.</item>
/// </list>
/// It does not try again; <see cref="Retry"/> does.
/// </summary>
internal sealed class HostConnection : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly RegistryClientOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly Authorizer _authorizer;
    private volatile bool _isPlain;

    public HostConnection(RegistryHost host, RegistryClientOptions options, TokenService tokens)
    {
        Host = host;
        _options = options;
        _http = new HttpMessageInvoker(options.Transports.Create(host));
        _authorizer = new Authorizer(host, tokens);
        Stall = new StallClock(options.Time, options.StallTimeout);
    }

    public RegistryHost Host { get; }

    public StallClock Stall { get; }

    /// <summary>The base as it is in use: with <c>http</c> once the host has turned out to speak nothing else.</summary>
    public Uri Base => _isPlain ? Plain(Host.Base) : Host.Base;

    /// <summary>Sends a request and gives the answer, whatever its status; its body is not read yet.</summary>
    /// <exception cref="RegistryException">There is no answer, a redirect is not allowed, or the token service says no.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, RegistryCredentials credentials, CancellationToken cancellation)
    {
        Exchange exchange = new(this, request, credentials);
        HttpResponseMessage response = await exchange.SendAsync(Target(request), cancellation);
        return request.FollowsRedirects ? await FollowAsync(exchange, response, cancellation) : response;
    }

    /// <summary>Asks for the API's root (<c>GET /v2/</c>) as a stranger, and again with credentials if that is not enough.</summary>
    /// <returns>The answer, and the refresh token that the token service gave; empty where it gave none.</returns>
    /// <exception cref="RegistryException">There is no answer, or the token service refuses the credentials.</exception>
    public async Task<(HttpResponseMessage Response, string RefreshToken)> LoginAsync(
        RegistryCredentials credentials, CancellationToken cancellation)
    {
        var request = new RegistryRequest { Method = HttpMethod.Get, Path = "/", IsAnonymous = true };
        HttpResponseMessage response = await SendAsync(request, credentials, cancellation);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !IsOwn(response.RequestMessage!.RequestUri!))
        {
            return (response, "");
        }

        return await new Exchange(this, request, credentials).LoginAsync(response, cancellation);
    }

    /// <summary>Sends a request that has nothing to do with the host's credentials, e.g. to a token service.</summary>
    public Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage message, TimeSpan? answerTimeout, CancellationToken cancellation)
    {
        message.Headers.UserAgent.ParseAdd(_options.UserAgent);
        return TransmitAsync(message, answerTimeout ?? _options.AnswerTimeout, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<HttpResponseMessage> FollowAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        for (int hops = 0; IsRedirect(response.StatusCode) && response.Headers.Location is { } location; hops++)
        {
            Uri from = response.RequestMessage!.RequestUri!;
            var to = new Uri(from, location);
            response.Dispose();
            if (hops == MaxRedirects)
            {
                throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"stopped after {MaxRedirects} redirects: Get \"{to}\"");
            }

            bool isDowngrade = from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps;
            if (isDowngrade || to.Scheme is not ("http" or "https"))
            {
                throw new RegistryException(
                    RegistryErrorKind.InvalidAnswer, $"{from.Authority} redirects to {to.Scheme}://{to.Authority}, which is not as safe; refused");
            }

            response = await exchange.SendRedirectedAsync(to, cancellation);
        }

        return response;
    }

    private Uri Target(RegistryRequest request)
    {
        if (request.Location is { } location)
        {
            return location;
        }

        string path = request.Path;
        if (Host.IsMirror)
        {
            path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}ns={Uri.EscapeDataString(Host.Registry)}";
        }

        return new Uri(Base.AbsoluteUri.TrimEnd('/') + path);
    }

    /// <summary>Whether a URL is on this host, and so may see its credentials.</summary>
    public bool IsOwn(Uri uri) =>
        uri.Scheme == Base.Scheme && uri.Port == Base.Port && string.Equals(uri.IdnHost, Base.IdnHost, StringComparison.OrdinalIgnoreCase);

    private HttpRequestMessage Message(RegistryRequest request, Uri uri, AuthenticationHeaderValue? authorization)
    {
        var message = new HttpRequestMessage(request.Method, uri) { Content = request.Content?.Invoke() };
        message.Headers.UserAgent.ParseAdd(_options.UserAgent);
        IEnumerable<KeyValuePair<string, string>> headers = IsOwn(uri) ? [.. Host.Headers, .. request.Headers] : request.Headers;
        foreach (var (name, value) in headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (authorization is not null)
        {
            message.Headers.Authorization = authorization;
        }

        return message;
    }

    private TimeSpan? AnswerTimeout(RegistryRequest request) =>
        request.AnswerTimeout ?? (request.Content is null ? _options.AnswerTimeout : null);

    private async Task<HttpResponseMessage> TransmitAsync(HttpRequestMessage message, TimeSpan? timeout, CancellationToken cancellation)
    {
        Uri uri = message.RequestUri!;
        using var late = new CancellationTokenSource(timeout ?? System.Threading.Timeout.InfiniteTimeSpan, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await _http.SendAsync(message, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw late.IsCancellationRequested ? NetworkErrors.Timeout(message.Method, uri) : NetworkErrors.From(message.Method, uri, e);
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri Plain(Uri uri) => uri.Scheme == Uri.UriSchemeHttp
        ? uri
        : new UriBuilder(uri) { Scheme = Uri.UriSchemeHttp, Port = uri.IsDefaultPort ? 80 : uri.Port }.Uri;

    /// <summary>One request on its way: the first sending, the one after a challenge, and those after redirects.</summary>
    private sealed class Exchange(HostConnection host, RegistryRequest request, RegistryCredentials credentials)
    {
        public async Task<HttpResponseMessage> SendAsync(Uri uri, CancellationToken cancellation)
        {
            if (!host.IsOwn(uri))
            {
                return await SendRedirectedAsync(uri, cancellation);
            }

            AuthenticationHeaderValue? authorization = await KnownAsync(uri, cancellation);
            HttpResponseMessage response = await SendWithFallbackAsync(uri, authorization, cancellation);
            if (response.StatusCode != HttpStatusCode.Unauthorized || request.IsAnonymous)
            {
                return response;
            }

            uri = response.RequestMessage!.RequestUri!;
            AuthenticationHeaderValue? answer = await ForAsync(
                uri, host._authorizer.AnswerAsync(host, response, authorization, request.Scope, credentials, cancellation));
            if (answer is null)
            {
                return response;
            }

            response.Dispose();
            return await TransmitAsync(uri, answer, cancellation);
        }

        public async Task<HttpResponseMessage> SendRedirectedAsync(Uri uri, CancellationToken cancellation) =>
            await TransmitAsync(uri, host.IsOwn(uri) ? await KnownAsync(uri, cancellation) : null, cancellation);

        /// <summary>After the answer 401 to a stranger.</summary>
        public async Task<(HttpResponseMessage Response, string RefreshToken)> LoginAsync(
            HttpResponseMessage refusal, CancellationToken cancellation)
        {
            Uri uri = refusal.RequestMessage!.RequestUri!;
            var (authorization, refreshToken) = await ForAsync(uri, host._authorizer.LoginAsync(host, refusal, credentials, cancellation));
            if (authorization is null)
            {
                return (refusal, "");
            }

            refusal.Dispose();
            return (await TransmitAsync(uri, authorization, cancellation), refreshToken);
        }

        private async Task<AuthenticationHeaderValue?> KnownAsync(Uri uri, CancellationToken cancellation) => request.IsAnonymous
            ? null
            : await ForAsync(uri, host._authorizer.KnownAsync(host, request.Scope, credentials, cancellation));

        /// <summary>What goes wrong with a token is told with the request that it is for, as docker does.</summary>
        private async Task<T> ForAsync<T>(Uri uri, Task<T> authorization)
        {
            try
            {
                return await authorization;
            }
            catch (RegistryException e)
            {
                throw e.With($"{NetworkErrors.Verb(request.Method)} \"{uri}\": {e.Message}");
            }
        }

        private async Task<HttpResponseMessage> SendWithFallbackAsync(
            Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
        {
            try
            {
                return await TransmitAsync(uri, authorization, cancellation);
            }
            catch (RegistryException e) when (
                host.Host.IsInsecure && e.InnerException is HttpRequestException failure && NetworkErrors.MayBePlainHttp(failure))
            {
                if (uri.Scheme == Uri.UriSchemeHttp)
                {
                    // It may speak TLS by now; the next request begins with that.
                    host._isPlain = false;
                    throw;
                }
            }

            HttpResponseMessage response = await TransmitAsync(Plain(uri), authorization, cancellation);
            host._isPlain = true;
            return response;
        }

        private async Task<HttpResponseMessage> TransmitAsync(
            Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
        {
            HttpRequestMessage message = host.Message(request, uri, authorization);
            try
            {
                HttpResponseMessage response = await host.TransmitAsync(message, host.AnswerTimeout(request), cancellation);
                response.RequestMessage ??= message;
                return response;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw NetworkErrors.From(request.Method, uri, e);
            }
        }
    }
}
