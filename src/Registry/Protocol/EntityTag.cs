using Berth.Oci;
using Microsoft.Extensions.Primitives;

namespace Berth.Registry.Protocol;

/// <summary>The ETag of content: its digest in quotes. Content never changes, so it is a strong one.</summary>
internal static class EntityTag
{
    public static string Of(Digest digest) => $"\"{digest}\"";

    /// <summary>Whether an <c>If-None-Match</c> or <c>If-Range</c> header names it.</summary>
    public static bool IsIn(StringValues header, string tag)
    {
        foreach (string? line in header)
        {
            if (line is not null && (line.Contains(tag, StringComparison.Ordinal) || line.AsSpan().Trim() is "*"))
            {
                return true;
            }
        }

        return false;
    }
}
