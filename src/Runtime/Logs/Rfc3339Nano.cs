using System.Globalization;
using System.Text;

namespace Berth.Runtime.Logs;

/// <summary>
/// Times as Go writes its <c>time.RFC3339Nano</c>: UTC, and a fraction without trailing zeros (<c>2026-11-24T22:00:00.5Z</c>).
/// The clock of .NET counts in steps of 100 ns, so a fraction has at most seven digits here; up to nine are read.
/// </summary>
public static class Rfc3339Nano
{
    /// <summary>Room for every time in every format of this type.</summary>
    public const int MaxLength = 32;

    /// <summary>Writes <paramref name="time"/> to <paramref name="destination"/>; returns how many bytes.</summary>
    public static int Format(DateTimeOffset time, Span<byte> destination)
    {
        int length = FormatSeconds(time, destination);
        int fraction = (int)(time.UtcTicks % TimeSpan.TicksPerSecond);
        if (fraction != 0)
        {
            destination[length++] = (byte)'.';
            int digits = 7;
            for (; fraction % 10 == 0; fraction /= 10)
            {
                digits--;
            }

            WriteDigits(destination.Slice(length, digits), fraction);
            length += digits;
        }

        destination[length++] = (byte)'Z';
        return length;
    }

    public static string Format(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(time, text)]);
    }

    /// <summary>With nine digits whatever the time, so that columns line up: what <c>docker logs --timestamps</c> shows.</summary>
    public static int FormatFixed(DateTimeOffset time, Span<byte> destination)
    {
        int length = FormatSeconds(time, destination);
        destination[length++] = (byte)'.';
        WriteDigits(destination.Slice(length, 7), (int)(time.UtcTicks % TimeSpan.TicksPerSecond));
        "00Z"u8.CopyTo(destination[(length + 7)..]);
        return length + 10;
    }

    public static string FormatFixed(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..FormatFixed(time, text)]);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        Span<char> characters = stackalloc char[MaxLength + 8];
        time = default;
        return text.Length <= characters.Length
            && Encoding.ASCII.TryGetChars(text, characters, out int length)
            && TryParse(characters[..length], out time);
    }

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        // Digits below 100 ns are cut off: .NET's parser refuses more than seven.
        Span<char> cut = stackalloc char[MaxLength + 8];
        time = default;
        if (text.Length is < 20 or > MaxLength + 8)
        {
            return false;
        }

        text.CopyTo(cut);
        int end = 19;
        if (text[19] == '.')
        {
            end = 20;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
        }

        int kept = Math.Min(end, 27);
        text[end..].CopyTo(cut[kept..]);
        return DateTimeOffset.TryParse(
            cut[..(kept + text.Length - end)], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }

    private static int FormatSeconds(DateTimeOffset time, Span<byte> destination)
    {
        DateTime utc = time.UtcDateTime;
        WriteDigits(destination[..4], utc.Year);
        destination[4] = (byte)'-';
        WriteDigits(destination.Slice(5, 2), utc.Month);
        destination[7] = (byte)'-';
        WriteDigits(destination.Slice(8, 2), utc.Day);
        destination[10] = (byte)'T';
        WriteDigits(destination.Slice(11, 2), utc.Hour);
        destination[13] = (byte)':';
        WriteDigits(destination.Slice(14, 2), utc.Minute);
        destination[16] = (byte)':';
        WriteDigits(destination.Slice(17, 2), utc.Second);
        return 19;
    }

    private static void WriteDigits(Span<byte> destination, int value)
    {
        for (int i = destination.Length - 1; i >= 0; i--, value /= 10)
        {
            destination[i] = (byte)('0' + value % 10);
        }
    }
}
