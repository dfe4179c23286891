using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>A request with a body has to say that it is JSON, in dockerd's words where it does not.</summary>
internal static class JsonContentType
{
    /// <exception cref="InvalidParameterException">The header is no content type, or another one.</exception>
    public static void Check(HttpRequest request)
    {
        string given = request.ContentType ?? "";
        if (given.Length == 0 && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0)
        {
            return;
        }

        string type = given.Split(';', 2)[0].Trim();
        if (Flaw(type) is { } flaw)
        {
            throw new InvalidParameterException($"malformed Content-Type header ({given}): mime: {flaw}");
        }

        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidParameterException($"unsupported Content-Type header ({given}): must be 'application/json'");
        }
    }

    private static string? Flaw(string type)
    {
        int slash = type.IndexOf('/', StringComparison.Ordinal);
        return type.Length == 0 ? "no media type"
            : slash == type.Length - 1 ? "expected token after slash"
            : slash == 0 || type.Any(c => c <= ' ') ? "expected slash after first token"
            : null;
    }
}
