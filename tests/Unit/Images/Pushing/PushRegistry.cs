using System.Collections.Concurrent;
using System.Net;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.Unit.RegistryClient;

namespace Berth.Unit.Images.Pushing;

/// <summary>A registry in memory that a push goes to; it knows what is in which repository.</summary>
internal sealed class PushRegistry
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, byte[]> _uploads = new();
    private int _last;

    public PushRegistry() => Network = new FakeRegistry(Answer);

    public FakeRegistry Network { get; }

    /// <summary>Manifests by <c>repository:tag</c>.</summary>
    public ConcurrentDictionary<string, (string Type, byte[] Bytes)> Manifests { get; } = new();

    /// <summary>Asked first: what it answers is the answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Odd { get; set; } = static _ => null;

    /// <summary>The requests since the last look as <c>PUT manifests</c>: method and what it was about.</summary>
    public string[] NewRequests()
    {
        string[] all = [.. Network.Requests.Select(static r => $"{r.Method} {About(r.Uri)}")];
        string[] fresh = all[_seen..];
        _seen = all.Length;
        return [.. fresh.Order()];
    }

    private int _seen;

    public byte[]? Blob(string repository, Digest digest) => _blobs.GetValueOrDefault($"{repository} {digest}");

    public void Put(string repository, byte[] blob) => _blobs[$"{repository} {Digest.Of(blob)}"] = blob;

    public RemoteRepository Repository(string name) => Network.Repository(name);

    private static string About(Uri uri) => uri switch
    {
        { Query: var query } when query.Contains("mount=", StringComparison.Ordinal) => "mount",
        { AbsolutePath: "/v2/" } => "base",
        _ => uri.AbsolutePath.Contains("/uploads/", StringComparison.Ordinal) ? "upload"
            : uri.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal) ? "blob" : "manifest",
    };

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (Odd(request) is { } odd)
        {
            return odd;
        }

        string path = request.RequestUri!.AbsolutePath;
        string repository = path.Split("/v2/")[1].Split("/blobs/")[0].Split("/manifests/")[0];
        return (request.Method.Method, About(request.RequestUri)) switch
        {
            ("GET", "base") => FakeRegistry.Text(HttpStatusCode.OK),
            ("HEAD", "blob") => FakeRegistry.Text(_blobs.ContainsKey($"{repository} {request.RequestUri.Segments[^1]}") ? HttpStatusCode.OK : HttpStatusCode.NotFound),
            ("POST", "mount") => Mount(repository, request.RequestUri),
            ("POST", _) => Begin(repository),
            ("PATCH", _) => Append(request),
            ("PUT", "upload") => Close(repository, request),
            ("PUT", _) => PutManifest(repository, request),
            _ => FakeRegistry.Text(HttpStatusCode.NoContent),
        };
    }

    private HttpResponseMessage Mount(string repository, Uri uri)
    {
        Dictionary<string, string> query = uri.Query[1..].Split('&').Select(static p => p.Split('=')).ToDictionary(static p => p[0], static p => Uri.UnescapeDataString(p[1]));
        if (!_blobs.TryGetValue($"{query["from"]} {query["mount"]}", out byte[]? blob))
        {
            return Begin(repository);
        }

        Put(repository, blob);
        return FakeRegistry.Text(HttpStatusCode.Created);
    }

    private HttpResponseMessage Begin(string repository)
    {
        string location = $"/v2/{repository}/blobs/uploads/{Interlocked.Increment(ref _last)}";
        _uploads[location] = [];
        return FakeRegistry.Text(HttpStatusCode.Accepted, "", ("Location", location));
    }

    private HttpResponseMessage Append(HttpRequestMessage request)
    {
        string location = request.RequestUri!.AbsolutePath;
        _uploads[location] = [.. _uploads[location], .. Body(request)];
        return FakeRegistry.Text(HttpStatusCode.Accepted, "", ("Location", location));
    }

    private HttpResponseMessage Close(string repository, HttpRequestMessage request)
    {
        byte[] blob = [.. _uploads[request.RequestUri!.AbsolutePath], .. Body(request)];
        string digest = Uri.UnescapeDataString(request.RequestUri.Query.Split("digest=")[1]);
        if (Digest.Of(blob).ToString() != digest)
        {
            return FakeRegistry.Text(HttpStatusCode.BadRequest, """{"errors":[{"code":"DIGEST_INVALID","message":"no","detail":{}}]}""");
        }

        Put(repository, blob);
        return FakeRegistry.Text(HttpStatusCode.Created);
    }

    private HttpResponseMessage PutManifest(string repository, HttpRequestMessage request)
    {
        Manifests[$"{repository}:{request.RequestUri!.Segments[^1]}"] = (request.Content!.Headers.ContentType!.ToString(), Body(request));
        return FakeRegistry.Text(HttpStatusCode.Created);
    }

    private static byte[] Body(HttpRequestMessage request)
    {
        using var memory = new MemoryStream();
        request.Content?.CopyTo(memory, null, CancellationToken.None);
        return memory.ToArray();
    }
}
