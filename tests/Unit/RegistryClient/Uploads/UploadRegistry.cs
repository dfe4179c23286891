using System.Net;
using System.Text;
using Berth.Oci;

namespace Berth.Unit.RegistryClient.Uploads;

/// <summary>A registry that takes uploads by the book, with one upload at a time; a test says where it does not.</summary>
internal sealed class UploadRegistry
{
    private readonly List<byte> _received = [];
    private int _request;

    public UploadRegistry() => Network = new FakeRegistry(Answer);

    public FakeRegistry Network { get; }

    /// <summary>Asked first: what it answers is the answer. Its number is the request's, from 1.</summary>
    public Func<HttpRequestMessage, int, HttpResponseMessage?> Odd { get; init; } = static (_, _) => null;

    /// <summary>What the location of an upload is; <c>{0}</c> is a number that changes with each answer.</summary>
    public string Location { get; init; } = "/v2/a/b/blobs/uploads/1?_state={0}";

    public (string Name, string Value)[] BeginHeaders { get; init; } = [];

    public Dictionary<string, byte[]> Blobs { get; } = [];

    /// <summary>Bytes of the upload that have arrived.</summary>
    public byte[] Received => [.. _received];

    /// <summary>The requests as <c>PUT ?digest=… 12</c>: method, path below the uploads, bytes of the body.</summary>
    public string[] Lines => [.. Network.Requests.Select(static r =>
        $"{r.Method} {r.Uri.PathAndQuery.Replace("/v2/a/b/blobs/", "", StringComparison.Ordinal)} {Encoding.UTF8.GetByteCount(r.Body)}"
        + (r.ContentHeaders.TryGetValue("Content-Range", out string? range) ? $" [{range}]" : ""))];

    /// <summary>Takes what came, as far as <paramref name="most"/>: for a connection that breaks.</summary>
    public void Take(HttpRequestMessage request, int most = int.MaxValue)
    {
        byte[] body = Body(request);
        _received.AddRange(body.Take(most));
    }

    /// <summary>What an answer about an upload says.</summary>
    public HttpResponseMessage Standing(HttpStatusCode status, params (string, string)[] headers) => FakeRegistry.Text(
        status,
        "",
        [("Location", string.Format(System.Globalization.CultureInfo.InvariantCulture, Location, _request)),
            ("Range", $"0-{Math.Max(0, _received.Count - 1)}"), .. headers]);

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        _request++;
        return Odd(request, _request) ?? request.Method.Method switch
        {
            "POST" => Begin(),
            "PATCH" => Append(request),
            "PUT" => Close(request),
            "GET" => Standing(HttpStatusCode.NoContent),
            "HEAD" => FakeRegistry.Text(Blobs.ContainsKey(request.RequestUri!.Segments[^1]) ? HttpStatusCode.OK : HttpStatusCode.NotFound),
            _ => FakeRegistry.Text(HttpStatusCode.NoContent),
        };
    }

    private HttpResponseMessage Begin()
    {
        _received.Clear();
        return Standing(HttpStatusCode.Accepted, BeginHeaders);
    }

    private HttpResponseMessage Append(HttpRequestMessage request)
    {
        string? range = request.Content!.Headers.NonValidated.TryGetValues("Content-Range", out var values) ? values.First() : null;
        if (range is not null && range != $"{_received.Count}-{_received.Count + Body(request).Length - 1}")
        {
            return Standing(HttpStatusCode.RequestedRangeNotSatisfiable);
        }

        Take(request);
        return Standing(HttpStatusCode.Accepted);
    }

    private HttpResponseMessage Close(HttpRequestMessage request)
    {
        Take(request);
        string digest = Uri.UnescapeDataString(request.RequestUri!.Query.Split("digest=")[1]);
        if (Digest.Of(Received).ToString() != digest)
        {
            return FakeRegistry.Text(HttpStatusCode.BadRequest, """{"errors":[{"code":"DIGEST_INVALID","message":"no","detail":{}}]}""");
        }

        Blobs[digest] = Received;
        return FakeRegistry.Text(HttpStatusCode.Created);
    }

    private static byte[] Body(HttpRequestMessage request)
    {
        using var memory = new MemoryStream();
        request.Content?.CopyTo(memory, null, TestContextToken);
        return memory.ToArray();
    }

    private static CancellationToken TestContextToken => Xunit.TestContext.Current.CancellationToken;
}
