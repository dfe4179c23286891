using Berth.Engine.Errors;

namespace Berth.Engine.Images;

/// <summary>Fetches an archive that is to be imported from a web server.</summary>
public sealed class ImageDownload : IDisposable
{
    /// <summary>For the answer's head; the archive itself takes what it takes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

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

    public async Task<Stream> OpenAsync(Uri address, CancellationToken cancellation)
    {
        // Made on first use: most daemons never import from the web.
        _client ??= new HttpClient { Timeout = s_patience };
        try
        {
            HttpResponseMessage answer = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadAsStreamAsync(cancellation);
            }

            int status = (int)answer.StatusCode;
            answer.Dispose();
            throw new InvalidParameterException($"Got HTTP status code >= 400: {status} {answer.ReasonPhrase}");
        }
        catch (HttpRequestException e)
        {
            throw new ContainerFailedException($"Get \"{address}\": {e.Message}", e);
        }
    }

    public void Dispose() => _client?.Dispose();
}
