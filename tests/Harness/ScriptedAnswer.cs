using System.Text;

namespace Berth.Harness;

/// <summary>What a <see cref="ScriptedRegistry"/> says to a request, byte for byte.</summary>
/// <param name="Status"><c>200 OK</c>.</param>
/// <param name="Headers">As they are sent; <c>Connection: close</c> is added.</param>
/// <param name="Body">What is sent, whatever the headers say; it may have no end.</param>
public sealed record ScriptedAnswer(string Status, IReadOnlyList<string> Headers, IEnumerable<byte[]> Body)
{
    /// <summary>After the body the connection stays open and nothing comes any more.</summary>
    public bool IsStalled { get; init; }

    /// <summary>Status 200 with this content, which is what it says to be.</summary>
    public static ScriptedAnswer Ok(string mediaType, byte[] content) =>
        new("200 OK", [$"Content-Type: {mediaType}", $"Content-Length: {content.Length}"], [content]);

    public static ScriptedAnswer Ok(string mediaType, string content) => Ok(mediaType, Encoding.UTF8.GetBytes(content));

    /// <summary>Status 200 with a body that only the end of the connection ends.</summary>
    public static ScriptedAnswer Endless(string mediaType, IEnumerable<byte[]> body) => new("200 OK", [$"Content-Type: {mediaType}"], body);

    public static ScriptedAnswer Redirect(string location) => new("307 Temporary Redirect", [$"Location: {location}", "Content-Length: 0"], []);

    public static ScriptedAnswer Empty(string status, params IReadOnlyList<string> headers) => new(status, [.. headers, "Content-Length: 0"], []);
}
