namespace Berth.Registry.Protocol;

/// <summary>A whole JSON document as an answer.</summary>
internal static class JsonAnswer
{
    public const string MediaType = "application/json";

    // What the server sends in one piece with the headers.
    private const int SmallBody = 32 * 1024;

    /// <summary>Sends it, or, to a HEAD, what it would be like.</summary>
    public static ValueTask WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string mediaType)
    {
        HttpResponse response = http.Response;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return ValueTask.CompletedTask;
        }

        if (body.Length > SmallBody)
        {
            return new ValueTask(response.Body.WriteAsync(body, http.RequestAborted).AsTask());
        }

        // Into the output's buffer; the end of the request flushes it, once.
        Span<byte> output = response.BodyWriter.GetSpan(body.Length);
        body.Span.CopyTo(output);
        response.BodyWriter.Advance(body.Length);
        return ValueTask.CompletedTask;
    }
}
