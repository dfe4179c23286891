using System.Globalization;
using Berth.Registry.Errors;

namespace Berth.Registry.Protocol;

/// <summary>The <c>Content-Range</c> of a chunk: <c>FIRST-LAST</c>, both inclusive, without a unit (OCI distribution spec, "Pushing a blob in chunks").</summary>
/// <param name="First">Offset of its first byte in the blob.</param>
/// <param name="Length">Bytes, at least one.</param>
internal readonly record struct ChunkRange(long First, long Length)
{
    /// <exception cref="RegistryException"><see cref="ErrorCode.BlobUploadInvalid"/>: it is none.</exception>
    public static ChunkRange Parse(string header)
    {
        ReadOnlySpan<char> text = header;
        int dash = text.IndexOf('-');
        if (dash > 0
            && long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            && first <= last && last < long.MaxValue)
        {
            return new ChunkRange(first, last - first + 1);
        }

        throw new RegistryException(ErrorCode.BlobUploadInvalid, "invalid Content-Range: expected FIRST-LAST", header);
    }
}
