namespace Berth.Registry.Errors;

/// <summary>A request that is answered with an error document; the one place that writes it is the protocol's error mapping.</summary>
internal sealed class RegistryException : Exception
{
    public RegistryException(ErrorCode code, string message, string? detail = null, int? status = null)
        : base(message)
    {
        Code = code;
        Details = detail is null ? [] : [detail];
        Status = status ?? code.Status();
    }

    public ErrorCode Code { get; }

    /// <summary>What it is about: a digest, a name.</summary>
    public string? Detail => Details.Count > 0 ? Details[0] : null;

    /// <summary>Where it is about several, all of them: the document has an error for each.</summary>
    public IReadOnlyList<string> Details { get; init; }

    /// <summary>The HTTP status, 400 to 599.</summary>
    public int Status { get; }

    /// <summary>The value of <c>WWW-Authenticate</c>, with a 401.</summary>
    public string? Challenge { get; init; }

    /// <summary>How long to wait before the next attempt, with a 429 or 503.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
