using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Berth.Images;
using Berth.Images.Pulling;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Berth.Unit.RegistryClient;
using Xunit;

namespace Berth.Unit.Images.Pulling;

/// <summary>A registry in memory, and a store that pulls from it.</summary>
internal sealed class RemoteImages : IDisposable
{
    private readonly Dictionary<string, (string Type, byte[] Bytes)> _content = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("berth-unit-");
    private readonly Registries _registries;
    private readonly List<TransferProgress> _news = [];

    public RemoteImages()
    {
        Registry = new FakeRegistry(Answer);
        Store = ImageStore.Open(new ImageStoreOptions { DataRoot = _root.FullName });
        _registries = new Registries(new DefaultHosts(), Registry.Options with { Time = TimeProvider.System, FirstPause = TimeSpan.Zero });
        Puller = new ImagePuller(Store, _registries, new PullOptions());
    }

    public FakeRegistry Registry { get; }

    public ImageStore Store { get; }

    public ImagePuller Puller { get; }

    /// <summary>What the pulls told, one line each.</summary>
    public string[] News
    {
        get
        {
            lock (_news)
            {
                return [.. _news.Where(n => n.Current == 0).Select(n => n.Id is null ? n.Status : $"{n.Id}: {n.Status}")];
            }
        }
    }

    /// <summary>Called before each answer; may block it.</summary>
    public Action<string>? Asked { get; set; }

    public static byte[] Layer(string name, string content = "content") => new TarBuilder().File(name, content).ToArray();

    public static byte[] Gzip(byte[] content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    public static string Config(IEnumerable<byte[]> layers, string architecture = "amd64", string os = "linux") => JsonSerializer.Serialize(new
    {
        architecture,
        os,
        rootfs = new { type = "layers", diff_ids = layers.Select(l => Digest.Of(l).ToString()) },
    });

    /// <summary>An image of gzip layers, under a tag or only under its digest.</summary>
    public Digest Push(string? tag, byte[][] layers, string? config = null, Func<byte[], byte[]>? compress = null)
    {
        byte[][] archives = [.. layers.Select(compress ?? Gzip)];
        object[] descriptors = [.. archives.Select(a => Descriptor(MediaTypes.OciLayerGzip, Blob(a), a.Length))];
        byte[] configBytes = Encoding.UTF8.GetBytes(config ?? Config(layers));
        return Manifest(tag, MediaTypes.OciManifest, new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciManifest,
            config = Descriptor(MediaTypes.OciConfig, Blob(configBytes), configBytes.Length),
            layers = descriptors,
        });
    }

    /// <summary>An index.</summary>
    public Digest Index(string? tag, params (Digest Digest, string Platform)[] entries) => Manifest(tag, MediaTypes.OciIndex, new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.OciIndex,
        manifests = entries.Select(e => new
        {
            mediaType = MediaTypes.OciManifest,
            digest = e.Digest.ToString(),
            size = 1,
            platform = new { os = e.Platform.Split('/')[0], architecture = e.Platform.Split('/')[1] },
        }),
    });

    public Digest Manifest(string? tag, string type, object document) =>
        Manifest(tag, type, JsonSerializer.SerializeToUtf8Bytes(document));

    public Digest Manifest(string? tag, string type, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        _content[$"manifests/{digest}"] = (type, bytes);
        if (tag is not null)
        {
            _content[$"manifests/{tag}"] = (type, bytes);
        }

        return digest;
    }

    public Digest Blob(byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        _content[$"blobs/{digest}"] = ("application/octet-stream", bytes);
        return digest;
    }

    /// <summary>Puts other bytes in the place of a blob.</summary>
    public void Corrupt(Digest digest, byte[] bytes) => _content[$"blobs/{digest}"] = ("application/octet-stream", bytes);

    public Task<PulledImage> PullAsync(string reference, string? platform = null) =>
        PullUntilAsync(reference, platform, TestContext.Current.CancellationToken);

    /// <summary>A pull that may be broken off.</summary>
    public async Task<PulledImage> PullUntilAsync(string reference, string? platform, CancellationToken cancellation)
    {
        var request = new PullRequest(Reference.Parse(reference)) { Platform = platform is null ? null : Platform.Parse(platform) };
        return (await Puller.PullAsync(request, Tell, cancellation))[^1];
    }

    /// <summary>What is in a folder of the data root.</summary>
    public string[] Entries(string folder) => [.. Directory.EnumerateFileSystemEntries(Path.Combine(_root.FullName, folder))];

    public void Dispose()
    {
        Puller.Dispose();
        _registries.Dispose();
        Store.Dispose();
        _root.Delete(recursive: true);
    }

    private void Tell(TransferProgress news)
    {
        lock (_news)
        {
            _news.Add(news);
        }
    }

    private static object Descriptor(string mediaType, Digest digest, int size) => new { mediaType, digest = digest.ToString(), size };

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        string path = request.RequestUri!.AbsolutePath["/v2/x/".Length..];
        Asked?.Invoke(path);
        if (path == "tags/list")
        {
            string[] tags = [.. _content.Keys.Where(k => k.StartsWith("manifests/", StringComparison.Ordinal) && !k.Contains(':', StringComparison.Ordinal)).Select(k => k[10..])];
            return FakeRegistry.Text(HttpStatusCode.OK, JsonSerializer.Serialize(new { name = "x", tags }));
        }

        return _content.TryGetValue(path, out var found)
            ? FakeRegistry.Bytes(HttpStatusCode.OK, found.Bytes, ("Content-Type", found.Type), ("Docker-Content-Digest", Digest.Of(found.Bytes).ToString()))
            : FakeRegistry.Text(HttpStatusCode.NotFound, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""");
    }
}
