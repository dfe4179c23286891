using System.Text;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Hosting;
using Berth.Registry.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Unit.Registry.Protocol;

/// <summary>Sends requests to the protocol without a server.</summary>
internal sealed class ProtocolClient
{
    private readonly RegistryProtocol _protocol;

    public ProtocolClient(MemoryRegistry registry, RegistryOptions? options = null, IAuthorizer? authorizer = null)
    {
        RegistryOptions settings = options ?? new RegistryOptions();
        IAuthorizer access = authorizer ?? new OpenAuthorizer();
        Pulls = new PullCounter(registry);
        var session = new UploadSession(registry, registry, registry, settings);
        _protocol = new RegistryProtocol(
            access,
            new BlobEndpoints(access, registry, registry, Audit),
            new UploadEndpoints(access, registry, registry, registry, registry, session, settings),
            new ManifestEndpoints(access, registry, registry, registry, Pulls, Audit, settings),
            new TagEndpoints(access, registry, registry),
            new CatalogEndpoints(access, registry),
            new ReferrerEndpoints(access, registry),
            new ErrorMapping(NullLogger<ErrorMapping>.Instance));
    }

    public PullCounter Pulls { get; }

    public MemoryAuditLog Audit { get; } = new();

    public Task<Answer> SendAsync(string method, string target, string body, params (string Name, string Value)[] headers) =>
        SendAsync(method, target, Encoding.UTF8.GetBytes(body), headers);

    public Task<Answer> SendAsync(string method, string target, params (string Name, string Value)[] headers) => SendAsync(method, target, (byte[]?)null, headers);

    public async Task<Answer> SendAsync(string method, string target, byte[]? body, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        using var sent = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(sent));
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        http.Request.Method = method;
        http.Request.Path = query < 0 ? target : target[..query];
        http.Request.QueryString = new QueryString(query < 0 ? null : target[query..]);
        if (body is not null)
        {
            http.Request.ContentLength = body.Length;
            http.Request.Body = new MemoryStream(body);
        }

        foreach (var (name, value) in headers)
        {
            http.Request.Headers.Append(name, value);
        }

        await _protocol.HandleAsync(http);
        await http.Response.BodyWriter.FlushAsync();
        return new Answer(http.Response.StatusCode, http.Response.Headers, sent.ToArray());
    }

    /// <summary>Pushes a blob by POST and PUT; its digest.</summary>
    public async Task<Digest> PushBlobAsync(string repository, string content)
    {
        Digest digest = Digest.Of(Encoding.UTF8.GetBytes(content));
        Answer begun = await SendAsync("POST", $"/v2/{repository}/blobs/uploads/");
        Answer done = await SendAsync("PUT", $"{begun.Header("Location")}?digest={digest}", content);
        return done.Status == StatusCodes.Status201Created ? digest : throw new InvalidOperationException(done.Text);
    }

    internal sealed record Answer(int Status, IHeaderDictionary Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);

        public string Header(string name) => Headers[name].ToString();
    }
}
