namespace Berth.Cli.Formatting;

/// <summary>Names as people count them: runs of digits by their value, all else by its characters (<c>v2</c> before <c>v10</c>).</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var first = Chunk(left);
            var second = Chunk(right);
            var order = char.IsAsciiDigit(first[0]) && char.IsAsciiDigit(second[0]) ? ByValue(first, second) : first.SequenceCompareTo(second);
            if (order != 0)
            {
                return order;
            }

            left = left[first.Length..];
            right = right[second.Length..];
        }

        return left.Length - right.Length;
    }

    private static ReadOnlySpan<char> Chunk(ReadOnlySpan<char> text)
    {
        var end = char.IsAsciiDigit(text[0]) ? text.IndexOfAnyExceptInRange('0', '9') : text.IndexOfAnyInRange('0', '9');
        return end < 0 ? text : text[..end];
    }

    private static int ByValue(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var a = left.TrimStart('0');
        var b = right.TrimStart('0');
        return a.Length != b.Length ? a.Length - b.Length
            : a.SequenceCompareTo(b) is not 0 and var order ? order
            : left.Length - right.Length;
    }
}
