using System.Buffers;
using System.IO.Pipelines;
using Berth.Registry.Errors;

namespace Berth.Registry.Protocol;

/// <summary>A request's body in memory.</summary>
internal static class BoundedBody
{
    /// <param name="limit">Bytes, at most.</param>
    /// <exception cref="RegistryException">413: there are more.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        var content = new ArrayBufferWriter<byte>((int)Math.Max(256, request.ContentLength ?? 0));
        while (true)
        {
            ReadResult read = await request.BodyReader.ReadAsync(cancellation);
            if (content.WrittenCount + read.Buffer.Length > limit)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                throw TooLarge(limit);
            }

            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                content.Write(piece.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return content.WrittenSpan.ToArray();
            }
        }
    }

    private static RegistryException TooLarge(int limit) => new(
        ErrorCode.SizeInvalid, $"a manifest has at most {limit} bytes here", status: StatusCodes.Status413PayloadTooLarge);
}
