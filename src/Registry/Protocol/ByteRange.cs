using System.Globalization;

namespace Berth.Registry.Protocol;

/// <summary>A part of some content.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Length">Bytes, at least one.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>
    /// What a <c>Range</c> header asks for (RFC 9110, section 14.1.2). Several ranges, other units and what is no range count as none, and the whole is sent.
    /// </summary>
    /// <param name="size">Bytes of the content.</param>
    /// <param name="range">The part, cut to the content; meaningful only where the answer is <see cref="RangeOutcome.Part"/>.</param>
    public static RangeOutcome Parse(string? header, long size, out ByteRange range)
    {
        range = new ByteRange(0, size);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header.Contains(',', StringComparison.Ordinal))
        {
            return RangeOutcome.Whole;
        }

        ReadOnlySpan<char> spec = header.AsSpan(Unit.Length).Trim();
        int dash = spec.IndexOf('-');
        if (dash < 0 || !TryNumber(spec[..dash], out long? first) || !TryNumber(spec[(dash + 1)..], out long? last) || (first is null && last is null))
        {
            return RangeOutcome.Whole;
        }

        long start = first ?? Math.Max(0, size - last!.Value);
        long end = first is null ? size - 1 : Math.Min(last ?? long.MaxValue, size - 1);
        if (start > end)
        {
            return RangeOutcome.Unsatisfiable;
        }

        range = new ByteRange(start, end - start + 1);
        return RangeOutcome.Part;
    }

    // Digits; empty is null. A number that is too large for a file's size is as good as the largest.
    private static bool TryNumber(ReadOnlySpan<char> digits, out long? number)
    {
        number = null;
        if (digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (!digits.IsEmpty)
        {
            number = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : long.MaxValue;
        }

        return true;
    }
}
