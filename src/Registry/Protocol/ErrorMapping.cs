using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Berth.Registry.Errors;
using Microsoft.AspNetCore.Connections;

namespace Berth.Registry.Protocol;

/// <summary>The one place where an error becomes the document and the status of the specification ("Error Codes").</summary>
internal sealed partial class ErrorMapping(ILogger<ErrorMapping> log)
{
    // Unread bytes of a request that are worth reading to keep its connection.
    private const long WorthReading = 64 * 1024;

    /// <summary>Answers a request that failed.</summary>
    public Task AnswerAsync(HttpContext http, Exception error)
    {
        if (http.RequestAborted.IsCancellationRequested || error is ConnectionResetException)
        {
            // The client went away; nobody reads an answer.
            return Task.CompletedTask;
        }

        RegistryException known = Known(error);
        if (known.Code == ErrorCode.Unknown)
        {
            LogFailed(log, http.Request.Method, http.Request.Path, error);
        }

        return WriteAsync(http, known);
    }

    /// <summary>Writes the error document; nothing to a HEAD. Headers that are set already stay, those of a content excepted.</summary>
    public static Task WriteAsync(HttpContext http, RegistryException error)
    {
        HttpResponse response = http.Response;
        if (response.HasStarted)
        {
            // Half an answer is on its way: breaking the connection is the only way left to say that it is not whole.
            http.Abort();
            return Task.CompletedTask;
        }

        response.StatusCode = error.Status;
        response.ContentLength = null;
        response.Headers.ETag = default;
        response.Headers.Remove(ProtocolHeaders.ContentDigest);
        if (error.Status != StatusCodes.Status416RangeNotSatisfiable)
        {
            response.Headers.ContentRange = default;
        }

        if (error.Challenge is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        CloseAfterUnreadBody(http);
        return JsonAnswer.WriteAsync(http, Document(error), JsonAnswer.MediaType).AsTask();
    }

    /// <summary>The error document, an entry a detail.</summary>
    public static ReadOnlyMemory<byte> Document(RegistryException error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("errors");
        int count = Math.Max(1, error.Details.Count);
        for (int i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteString("code", error.Code.Text());
            json.WriteString("message", error.Message);
            json.WriteString("detail", i < error.Details.Count ? error.Details[i] : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static RegistryException Known(Exception error) => error switch
    {
        RegistryException known => known,
        BadHttpRequestException bad => new RegistryException(ErrorCode.SizeInvalid, bad.Message, status: bad.StatusCode),

        // Kestrel's, of a chunk whose length is no number that it can count to.
        IOException { InnerException: OverflowException } => new RegistryException(ErrorCode.SizeInvalid, "bad chunk size data"),
        _ => new RegistryException(ErrorCode.Unknown, "internal error"),
    };

    // A client that is still sending: the server reads on for some seconds, so that the answer arrives, and then closes. One that waits to be told to go
    // on may or may not send its body now, so what comes next on the connection means nothing (RFC 9110, section 10.1.1). HTTP/2 has streams for that.
    private static void CloseAfterUnreadBody(HttpContext http)
    {
        HttpRequest request = http.Request;
        bool hasMuch = request.ContentLength > WorthReading || request.Headers.TransferEncoding.Count > 0;
        if ((hasMuch || request.Headers.Expect.Count > 0) && !HttpProtocol.IsHttp2(request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, string method, string path, Exception error);
}
