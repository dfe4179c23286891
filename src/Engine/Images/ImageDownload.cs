using System.Net;
using System.Net.Sockets;
using System.Text;
using Berth.Engine.Errors;

namespace Berth.Engine.Images;

/// <summary>Fetches an archive that is to be imported from a web server.</summary>
public sealed class ImageDownload : IDisposable
{
    /// <summary>For the answer's head; the archive itself takes what it takes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of an error's page that are shown.</summary>
    private const int MaxReason = 4096;

    private HttpClient? _client;

    /// <summary>The address that a client wrote; <c>http://</c> is meant where it names no scheme.</summary>
    /// <exception cref="InvalidParameterException">It is no address of a web server.</exception>
    public static Uri Address(string source)
    {
        string text = source.Contains("://", StringComparison.Ordinal) ? source : $"http://{source}";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address!
            : throw new InvalidParameterException($"invalid import source: {source}");
    }

    /// <summary>Asks for an archive.</summary>
    /// <returns>Its bytes as they come, and how many there will be where the server says so; else 0.</returns>
    /// <exception cref="NotFoundException">The server has no such file.</exception>
    /// <exception cref="InvalidParameterException">The server does not give it.</exception>
    /// <exception cref="DownloadFailedException">There is no answer.</exception>
    public async Task<(Stream Content, long Length)> OpenAsync(Uri address, CancellationToken cancellation)
    {
        // Made on first use: most daemons never import from the web.
        _client ??= new HttpClient { Timeout = s_patience };
        try
        {
            HttpResponseMessage answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return (await answer.Content.ReadAsStreamAsync(cancellation), answer.Content.Headers.ContentLength ?? 0);
            }

            using (answer)
            {
                string message = $"failed to GET {address} with status {(int)answer.StatusCode} {answer.ReasonPhrase}: {await ReadWhyAsync(answer, cancellation)}";
                throw answer.StatusCode == HttpStatusCode.NotFound ? new NotFoundException(message) : new InvalidParameterException(message);
            }
        }
        catch (HttpRequestException e)
        {
            throw new DownloadFailedException($"Get \"{address}\": {Reason(e)}", e);
        }
    }

    public void Dispose() => _client?.Dispose();

    // The beginning of what the server says to it.
    private static async Task<string> ReadWhyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        byte[] text = new byte[MaxReason];
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        int got = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(text, 0, got).Trim();
    }

    private static string Reason(HttpRequestException error) => error.InnerException is SocketException socket
        ? socket.Message.ToLowerInvariant()
        : error.Message;
}
