using System.Security.Cryptography;
using System.Text;
using Berth.Harness;

namespace Berth.Integration.Registry;

/// <summary>What an attacker sees of a registry: an address, and the repository <c>victim/image</c> with a tag <c>1</c> and a blob.</summary>
internal sealed class HostileSite(int port)
{
    public const string Repository = "victim/image";
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    /// <summary>A digest of nothing that is there.</summary>
    public static readonly string Nothing = $"sha256:{new string('0', 64)}";

    /// <summary>A header of every request: who it comes from.</summary>
    public string? Authorization { get; init; }

    public byte[] Blob { get; } = Encoding.UTF8.GetBytes("the victim's blob");

    public byte[] Config { get; } = "{}"u8.ToArray();

    public string BlobDigest => Digest(Blob);

    /// <summary>Of the repository's tag.</summary>
    public byte[] Manifest => Encoding.UTF8.GetBytes(ManifestOf(Descriptor(Config, "application/vnd.oci.image.config.v1+json"), Descriptor(Blob)));

    public static string Digest(ReadOnlySpan<byte> content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    public static string Descriptor(byte[] content, string mediaType = "application/vnd.oci.image.layer.v1.tar") => Descriptor(Digest(content), $"{content.Length}", mediaType);

    public static string Descriptor(string digest, string size, string mediaType = "application/vnd.oci.image.layer.v1.tar") =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{size}}}""";

    public static string ManifestOf(string config, params IEnumerable<string> layers) =>
        $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{config}},"layers":[{{string.Join(',', layers)}}]}""";

    public static string IndexOf(params IEnumerable<string> manifests) =>
        $$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{{string.Join(',', manifests)}}]}""";

    public RawHttp Connect() => new(port);

    /// <summary>A request with its own connection.</summary>
    public RawAnswer Send(string line, byte[]? body, params IEnumerable<string> headers) => SendBytes(RawHttp.Request(line, body, WithAuthorization(headers)));

    /// <summary>The same with a body that says no length: chunks.</summary>
    public RawAnswer SendChunked(string line, IEnumerable<byte[]> chunks, params IEnumerable<string> headers)
    {
        using RawHttp http = Connect();
        http.Send(RawHttp.Request(line, null, WithAuthorization(["Transfer-Encoding: chunked", .. headers])));
        foreach (byte[] chunk in chunks)
        {
            http.Send([.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]);
        }

        http.Send("0\r\n\r\n"u8);
        return http.Receive();
    }

    /// <summary>Bytes as they are, on a connection of their own; the first answer.</summary>
    public RawAnswer SendBytes(ReadOnlySpan<byte> bytes)
    {
        using RawHttp http = Connect();
        http.Send(bytes);
        return http.Receive(bytes.StartsWith("HEAD "u8));
    }

    public RawAnswer PutManifest(string content, string reference = "evil", string mediaType = ManifestType, string repository = Repository) =>
        Send($"PUT /v2/{repository}/manifests/{reference}", Encoding.UTF8.GetBytes(content), $"Content-Type: {mediaType}");

    /// <summary>Begins an upload; its path.</summary>
    public string Begin(string repository = Repository)
    {
        RawAnswer answer = Send($"POST /v2/{repository}/blobs/uploads/", []);
        return answer.Status == 202 && answer.Header("Location") is { } location
            ? PathOf(location)
            : throw new CommandException($"no upload: {answer.Status} {answer.Text}");
    }

    /// <summary>Path and query of a <c>Location</c>.</summary>
    public static string PathOf(string location) =>
        location.StartsWith("http", StringComparison.Ordinal) ? new Uri(location).PathAndQuery : location;

    public static string With(string location, string parameter) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}";

    /// <summary>Puts the victim's image there.</summary>
    public void Fill()
    {
        foreach (byte[] content in (byte[][])[Blob, Config])
        {
            Expect(201, Send($"PUT {With(Begin(), $"digest={Digest(content)}")}", content));
        }

        Expect(201, PutManifest(Encoding.UTF8.GetString(Manifest), "1"));
    }

    private IEnumerable<string> WithAuthorization(IEnumerable<string> headers) =>
        Authorization is null ? headers : [$"Authorization: {Authorization}", .. headers];

    private static void Expect(int status, RawAnswer answer)
    {
        if (answer.Status != status)
        {
            throw new CommandException($"status {answer.Status}, not {status}: {answer.Text}");
        }
    }
}
