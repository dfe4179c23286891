namespace Berth.Unit.RegistryClient;

/// <summary>What a <see cref="LoopbackServer"/> says to a request.</summary>
/// <param name="Status"><c>200 OK</c>.</param>
/// <param name="Headers">As they are sent; <c>Connection: close</c> is added.</param>
/// <param name="Body">As many bytes as are sent, whatever the headers say.</param>
/// <param name="End">What comes after them.</param>
internal sealed record LoopbackAnswer(string Status, string[] Headers, byte[] Body, LoopbackEnd End = LoopbackEnd.Close)
{
    public static LoopbackAnswer NotFound { get; } = new("404 Not Found", ["Content-Length: 0"], []);

    /// <summary>Status 200 with the whole content, of which only some bytes may be sent.</summary>
    public static LoopbackAnswer Whole(byte[] content, int? sent = null, LoopbackEnd end = LoopbackEnd.Close) =>
        new("200 OK", [$"Content-Length: {content.Length}"], content[..(sent ?? content.Length)], end);

    /// <summary>Status 206 with a part.</summary>
    public static LoopbackAnswer Part(byte[] content, int from, int? to = null)
    {
        byte[] part = content[from..((to ?? content.Length - 1) + 1)];
        return new("206 Partial Content", [$"Content-Length: {part.Length}", $"Content-Range: bytes {from}-{from + part.Length - 1}/{content.Length}"], part);
    }
}
