using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Berth.Harness;

namespace Berth.Integration.Cli.Images;

/// <summary>A registry with one image, <c>x:v1</c>, whose layer never comes to its end.</summary>
internal sealed class StalledRegistry : IAsyncDisposable
{
    private const int LayerSize = 1 << 20;

    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _config = JsonSerializer.SerializeToUtf8Bytes(new
    {
        architecture = "amd64", os = "linux", rootfs = new { type = "layers", diff_ids = new[] { $"sha256:{new string('0', 64)}" } },
    });

    private readonly Task _serving;

    public StalledRegistry()
    {
        Host = $"127.0.0.1:{FreePort.Next()}";
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Host { get; }

    /// <summary>Completes when the first half of the layer has been sent.</summary>
    public Task Asked => _asked.Task;

    public async ValueTask DisposeAsync()
    {
        _end.SetResult();
        _listener.Close();
        await _serving;
    }

    private byte[] Manifest => JsonSerializer.SerializeToUtf8Bytes(new
    {
        schemaVersion = 2,
        mediaType = "application/vnd.oci.image.manifest.v1+json",
        config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = DigestOf(_config), size = _config.Length },
        layers = new[] { new { mediaType = "application/vnd.oci.image.layer.v1.tar", digest = $"sha256:{new string('1', 64)}", size = LayerSize } },
    });

    private static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.GetContextAsync()));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }

        await Task.WhenAll(answers);
    }

    private async Task AnswerAsync(HttpListenerContext http)
    {
        string path = http.Request.Url!.AbsolutePath;
        try
        {
            if (path.EndsWith(new string('1', 64), StringComparison.Ordinal))
            {
                http.Response.ContentLength64 = LayerSize;
                await http.Response.OutputStream.WriteAsync(Half());
                await http.Response.OutputStream.FlushAsync();
                _asked.TrySetResult();
                await _end.Task;
                http.Response.Abort();
                return;
            }

            bool isManifest = path.Contains("/manifests/", StringComparison.Ordinal);
            byte[] body = isManifest ? Manifest : _config;
            http.Response.ContentType = isManifest ? "application/vnd.oci.image.manifest.v1+json" : "application/octet-stream";
            http.Response.ContentLength64 = body.Length;
            await http.Response.OutputStream.WriteAsync(body);
            http.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has gone, as it may.
        }
    }

    // A tar archive that goes on.
    private static byte[] Half()
    {
        byte[] half = new byte[LayerSize / 2];
        Encoding.ASCII.GetBytes("file").CopyTo(half, 0);
        Encoding.ASCII.GetBytes("0000644\00000000\00000000\000003700000\000000000000\0        0").CopyTo(half, 100);
        "ustar\000"u8.CopyTo(half.AsSpan(257));
        int sum = half.AsSpan(0, 512).ToArray().Sum(static b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(half, 148);
        return half;
    }
}
