using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.Engine.Errors;
using Berth.EngineApi;

namespace Berth.Daemon.Http;

/// <summary>JSON in requests and answers.</summary>
internal static class JsonBody
{
    /// <summary>More than any request needs.</summary>
    private const int MaxLength = 4 << 20;

    /// <summary>Reads a body that has to be there.</summary>
    /// <exception cref="InvalidParameterException">It is missing, too long or not JSON.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpContext http, JsonTypeInfo<T> type) =>
        await http.ReadOptionalJsonAsync(type) ?? throw new InvalidParameterException("invalid JSON: got EOF while reading request body");

    /// <summary>The same, null where the body is empty. The body is read to its end, so that a connection can be hijacked after it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="type">What the body is.</param>
    /// <param name="anyContentType">Whatever the header says of the body's type, it is JSON: some clients always said something else.</param>
    public static async Task<T?> ReadOptionalJsonAsync<T>(this HttpContext http, JsonTypeInfo<T> type, bool anyContentType = false)
    {
        if (!anyContentType)
        {
            JsonContentType.Check(http.Request);
        }

        ReadOnlyMemory<byte> body = await http.ReadBodyAsync();
        if (body.IsEmpty)
        {
            return default;
        }

        try
        {
            ReadOnlyMemory<byte> value = JsonDocumentText.FirstValue(body);
            return JsonSerializer.Deserialize(value.Span, (JsonTypeInfo<T>)EngineApiJson.Requests.GetTypeInfo(type.Type)!);
        }
        catch (JsonException e)
        {
            throw new InvalidParameterException($"invalid JSON: {JsonDocumentText.Explain(e, body.Span)}", e);
        }
    }

    public static async Task WriteJsonAsync<T>(this HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        // Serialised before a byte is sent: a failure is still an error, and the length is known.
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length + 1;
        http.Response.BodyWriter.Write(body);
        http.Response.BodyWriter.Write("\n"u8);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>One object of a stream of them.</summary>
    public static async Task WriteJsonLineAsync<T>(this HttpContext http, T value, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        byte[] line = new byte[body.Length + 2];
        body.CopyTo(line, 0);
        "\r\n"u8.CopyTo(line.AsSpan(body.Length));
        await http.Response.BodyWriter.WriteAsync(line, http.RequestAborted);
    }

    /// <summary>Sends the head of an answer whose body comes later: clients wait for it.</summary>
    public static async Task StartStreamAsync(this HttpContext http, string contentType)
    {
        http.Response.ContentType = contentType;
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this HttpContext http)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[8 * 1024];
        int got;
        while ((got = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, got);
            if (body.Length > MaxLength)
            {
                throw new InvalidParameterException("the request body is too large");
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
