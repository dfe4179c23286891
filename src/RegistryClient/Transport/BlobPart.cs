using System.Net;
using System.Net.Http.Headers;
using Berth.Oci;

namespace Berth.RegistryClient.Transport;

/// <summary>
/// An answer that brings a blob from one place in it on (RFC 9110, section 14):
/// <code>
/// asked                 answered                                    what is read
/// bytes=N- (N > 0)      206, Content-Range: bytes N-M/SIZE or /*    all of it; it may end before the blob does
/// bytes=N-              200, Content-Length: SIZE or none           what follows the first N bytes, which are read and dropped
/// nothing (N = 0)       200                                         all of it
/// </code>
/// Anything else is refused.
/// </summary>
internal sealed class BlobPart : IDisposable
{
    private const int SkipBuffer = 64 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly StallClock _stall;
    private long _toSkip;

    private BlobPart(HttpResponseMessage response, Stream body, long size, long toSkip, StallClock stall, Action<string> broken)
    {
        _response = response;
        _body = body;
        _stall = stall;
        _toSkip = toSkip;
        Size = size;
        Broken = broken;
    }

    /// <summary>Told where the answer does not come to its end, and why.</summary>
    public Action<string> Broken { get; }

    /// <summary>Whether it comes from a mirror, whose word is not the registry's.</summary>
    public bool IsFromMirror { get; set; }

    /// <summary>Of the whole blob, in bytes: as its descriptor has it, else as the answer does.</summary>
    public long Size { get; }

    /// <summary>Takes over an answer of status 200 or 206.</summary>
    /// <param name="response">Disposed of where it is refused.</param>
    /// <param name="blob">A size below 0 is not known.</param>
    /// <param name="offset">The first byte that is wanted, which the request asked for.</param>
    /// <param name="stall">How long a read may take.</param>
    /// <param name="broken">See <see cref="Broken"/>.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="RegistryException">It has other bytes than those that were asked for.</exception>
    public static async Task<BlobPart> OpenAsync(
        HttpResponseMessage response, Descriptor blob, long offset, StallClock stall, Action<string> broken, CancellationToken cancellation)
    {
        try
        {
            bool isPart = response.StatusCode == HttpStatusCode.PartialContent;
            long size = isPart ? CheckRange(response, blob, offset) : CheckWhole(response, blob);
            return new BlobPart(response, await response.Content.ReadAsStreamAsync(cancellation), size, isPart ? 0 : offset, stall, broken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The next bytes; 0 at the end of the answer.</summary>
    /// <exception cref="RegistryException">The connection broke, or stood still.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_toSkip > 0)
        {
            await SkipAsync(cancellation);
        }

        return await _stall.ReadAsync(_body, buffer, cancellation);
    }

    public void Dispose() => _response.Dispose();

    internal static RegistryException WrongSize(Descriptor blob, string sent) => new(
        RegistryErrorKind.InvalidAnswer, $"the registry sends {sent} bytes of {blob.Digest}, which has {blob.Size}");

    private static long CheckWhole(HttpResponseMessage response, Descriptor blob)
    {
        long? length = response.Content.Headers.ContentLength;
        if (blob.Size < 0)
        {
            return length ?? throw new RegistryException(
                RegistryErrorKind.InvalidAnswer, $"neither the manifest nor the registry says how long {blob.Digest} is");
        }

        return length is null || length == blob.Size ? blob.Size : throw WrongSize(blob, $"{length}");
    }

    private static long CheckRange(HttpResponseMessage response, Descriptor blob, long offset)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        bool isAsked = offset > 0
            && range is { Unit: "bytes", From: { } from, To: { } to }
            && from == offset
            && to < blob.Size
            && (range.Length ?? blob.Size) == blob.Size
            && (response.Content.Headers.ContentLength ?? (to - from + 1)) == to - from + 1;
        return isAsked
            ? blob.Size
            : throw new RegistryException(
                RegistryErrorKind.InvalidAnswer,
                $"the registry sends another part of {blob.Digest} than the bytes from {offset} to {blob.Size}: {range?.ToString() ?? "without a Content-Range"}");
    }

    private async ValueTask SkipAsync(CancellationToken cancellation)
    {
        byte[] dropped = new byte[(int)Math.Min(SkipBuffer, _toSkip)];
        while (_toSkip > 0)
        {
            int count = await _stall.ReadAsync(_body, dropped.AsMemory(0, (int)Math.Min(dropped.Length, _toSkip)), cancellation);
            if (count == 0)
            {
                return;
            }

            _toSkip -= count;
        }
    }
}
