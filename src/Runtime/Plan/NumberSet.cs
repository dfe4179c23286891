using System.Globalization;

namespace Berth.Runtime.Plan;

/// <summary>A list of numbers as the kernel writes CPUs and memory nodes, <c>0-3,7</c> ("List format" of cpuset(7)), as a mask.</summary>
/// <param name="Mask">A bit a number, whole words of 8 bytes, little-endian.</param>
/// <param name="Count">How many numbers are in it.</param>
internal sealed record NumberSet(byte[] Mask, int Count)
{
    /// <summary>More CPUs than a kernel can be built for.</summary>
    public const int MostCpus = 64 * 1024;

    /// <summary>MAX_NUMNODES at its largest.</summary>
    public const int MostNodes = 1024;

    public int Bits => Mask.Length * 8;

    /// <summary>The numbers 0 … <paramref name="count"/>-1.</summary>
    public static NumberSet All(int count)
    {
        byte[] mask = new byte[(count + 63) / 64 * 8];
        Array.Fill(mask, byte.MaxValue);
        return new NumberSet(mask, count);
    }

    /// <summary>Blanks around an entry and empty entries are let pass, as runc does; an empty text is an empty set.</summary>
    /// <param name="limit">Numbers have to be below it.</param>
    /// <returns>Null and what is wrong, or the set.</returns>
    public static NumberSet? Parse(string text, int limit, out string problem)
    {
        byte[] mask = new byte[limit / 8];
        int greatest = -1;
        foreach (string part in text.Split(','))
        {
            ReadOnlySpan<char> entry = part.AsSpan().Trim();
            if (entry.IsEmpty)
            {
                continue;
            }

            int dash = entry.IndexOf('-');
            ReadOnlySpan<char> last = dash < 0 ? entry : entry[(dash + 1)..];
            if (!TryNumber(dash < 0 ? entry : entry[..dash], out int from) || !TryNumber(last, out int to) || from > to)
            {
                problem = $"'{part}' is neither a number nor a range";
                return null;
            }

            if (to >= limit)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"{to} is over {limit - 1}");
                return null;
            }

            for (int number = from; number <= to; number++)
            {
                mask[number / 8] |= (byte)(1 << (number % 8));
            }

            greatest = Math.Max(greatest, to);
        }

        problem = "";
        return Trimmed(mask, greatest);
    }

    private static NumberSet Trimmed(byte[] mask, int greatest)
    {
        byte[] words = mask[..((greatest + 64) / 64 * 8)];
        int count = 0;
        foreach (byte one in words)
        {
            count += System.Numerics.BitOperations.PopCount(one);
        }

        return new NumberSet(words, count);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
