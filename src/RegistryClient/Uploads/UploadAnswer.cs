using System.Globalization;
using Berth.RegistryClient.Errors;

namespace Berth.RegistryClient.Uploads;

/// <summary>What the answers to an upload's requests say in their headers. None of it is believed beyond what it may do.</summary>
internal static class UploadAnswer
{
    // A registry that wants more in one piece than any layer has is answered with one piece.
    private const long LargestMinimum = 1L << 40;

    /// <summary>The upload's next URL: absolute or relative to the request's (RFC 9110, section 10.2.2); on any host, but never less safe.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="otherwise">What holds where it says none; null: it must say one.</param>
    /// <exception cref="RegistryException">There is none, or not one that may be used.</exception>
    public static Uri Location(HttpResponseMessage response, Uri? otherwise)
    {
        Uri request = response.RequestMessage!.RequestUri!;
        string? text = Header(response, "Location");
        if (text is null)
        {
            return otherwise ?? throw Invalid($"{request.Authority} begins an upload and does not say where");
        }

        if (!Uri.TryCreate(request, text, out Uri? location) || location.Scheme is not ("https" or "http") || location.UserInfo.Length > 0)
        {
            throw Invalid($"{request.Authority} sends the upload to what is no HTTP address: {ErrorText.OneLine(text)}");
        }

        return request.Scheme == Uri.UriSchemeHttps && location.Scheme != Uri.UriSchemeHttps
            ? throw Invalid($"{request.Authority} sends the upload to {location.Scheme}://{location.Authority}, which is not as safe; refused")
            : location;
    }

    /// <summary>The URL with <c>digest=</c> in its query, which closes an upload.</summary>
    public static Uri Closing(Uri location, string digest)
    {
        string text = location.AbsoluteUri;
        return new Uri($"{text}{(location.Query.Length > 0 ? '&' : '?')}digest={Uri.EscapeDataString(digest)}");
    }

    /// <summary>How many bytes the registry has (<c>Range: 0-1023</c>, inclusive); null where it does not say.</summary>
    public static long? Received(HttpResponseMessage response)
    {
        string? text = Header(response, "Range") ?? ContentHeader(response, "Range");
        if (text is null)
        {
            return null;
        }

        ReadOnlySpan<char> range = text.AsSpan().Trim();
        range = range.StartsWith("bytes=") ? range["bytes=".Length..] : range;
        return range.StartsWith("0-") && long.TryParse(range[2..], NumberStyles.None, CultureInfo.InvariantCulture, out long last) && last < long.MaxValue
            ? last + 1
            : null;
    }

    /// <summary><c>OCI-Chunk-Min-Length</c>; 0 where there is none.</summary>
    public static long MinimumChunk(HttpResponseMessage response) =>
        long.TryParse(Header(response, "OCI-Chunk-Min-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out long minimum)
            ? Math.Min(minimum, LargestMinimum)
            : 0;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    private static string? ContentHeader(HttpResponseMessage response, string name) =>
        response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    private static RegistryException Invalid(string message) => new(RegistryErrorKind.InvalidAnswer, message);
}
