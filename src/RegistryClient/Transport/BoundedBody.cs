namespace Berth.RegistryClient.Transport;

/// <summary>Reads an answer's body into memory, never more than a limit.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body.</summary>
    /// <param name="limit">In bytes.</param>
    /// <param name="stall">How long one read may take.</param>
    /// <exception cref="RegistryException">It is longer than the limit or shorter than its <c>Content-Length</c>, breaks off, or stands still.</exception>
    public static async Task<byte[]> ReadAsync(
        HttpResponseMessage response, string what, int limit, StallClock stall, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLong(what, limit);
        }

        byte[] bytes = await ReadUpToAsync(response, limit + 1, stall, cancellation);
        return bytes.Length <= limit ? bytes : throw TooLong(what, limit);
    }

    /// <summary>The first bytes of the body, as many as the limit allows.</summary>
    public static async Task<byte[]> ReadUpToAsync(
        HttpResponseMessage response, int limit, StallClock stall, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        while (memory.Length < limit)
        {
            int count = await stall.ReadAsync(body, buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - memory.Length)), cancellation);
            if (count == 0)
            {
                break;
            }

            memory.Write(buffer, 0, count);
        }

        return memory.ToArray();
    }

    private static RegistryException TooLong(string what, int limit) =>
        new(RegistryErrorKind.InvalidAnswer, $"{what} is longer than the {limit} bytes that are accepted");
}
