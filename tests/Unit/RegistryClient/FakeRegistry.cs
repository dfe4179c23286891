using System.Net;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;

namespace Berth.Unit.RegistryClient;

/// <summary>The network as a test has it: a function that answers requests, and the requests that came.</summary>
internal sealed class FakeRegistry : IHostTransports
{
    private readonly Func<HttpRequestMessage, HttpResponseMessage> _answer;
    private readonly List<SeenRequest> _requests = [];

    public FakeRegistry(Func<HttpRequestMessage, HttpResponseMessage> answer) => _answer = answer;

    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The requests as <c>GET https://host/path authorization</c>.</summary>
    public string[] Lines => [.. Requests.Select(r => $"{r.Method} {r.Uri} {r.Authorization ?? "-"}")];

    public ManualTime Time { get; } = new();

    public RegistryClientOptions Options => new() { Transports = this, Time = Time };

    public HttpMessageHandler Create(RegistryHost host) => new Handler(this);

    public Registries Open(IRegistryHosts? hosts = null, Func<RegistryClientOptions, RegistryClientOptions>? change = null) =>
        new(hosts ?? new DefaultHosts(), (change ?? (o => o))(Options));

    public RemoteRepository Repository(string name, RegistryCredentials? credentials = null, IRegistryHosts? hosts = null) =>
        Open(hosts).Open(Reference.Parse(name), credentials);

    public static HttpResponseMessage Text(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers) =>
        Bytes(status, System.Text.Encoding.UTF8.GetBytes(body), headers);

    public static HttpResponseMessage Bytes(HttpStatusCode status, byte[] body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private sealed class Handler(FakeRegistry registry) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            lock (registry._requests)
            {
                registry._requests.Add(new SeenRequest(
                    request.Method.Method,
                    request.RequestUri!,
                    request.Headers.Authorization?.ToString(),
                    body,
                    request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)))
                {
                    ContentHeaders = request.Content?.Headers.NonValidated.ToDictionary(h => h.Key, h => h.Value.ToString()) ?? [],
                });
            }

            HttpResponseMessage response = registry._answer(request);
            response.RequestMessage = request;
            return response;
        }
    }
}
