namespace Berth.Registry.Observability;

/// <summary>What those who deal with a request tell the log about it; a feature of its <see cref="HttpContext"/>.</summary>
internal sealed class RequestRecord
{
    public required string Id { get; init; }

    /// <summary>Who has logged in.</summary>
    public string? User { get; set; }

    /// <summary>Bytes of its body that have come; <c>Content-Length</c> where nobody says.</summary>
    public long? BytesIn { get; set; }

    /// <summary>Null outside a served request.</summary>
    public static RequestRecord? Of(HttpContext http) => http.Features.Get<RequestRecord>();
}
