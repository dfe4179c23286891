using System.Buffers;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// A hardware address of 6, 8 or 20 bytes: <c>02:42:ac:11:00:02</c>, <c>02-42-ac-11-00-02</c> or <c>0242.ac11.0002</c>. The daemon
/// decides which of them an interface can have.
/// </summary>
internal static class MacAddressSpec
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <returns>The text; an empty one stands for none.</returns>
    /// <exception cref="FormatException">It is not one.</exception>
    public static string Check(string text)
    {
        var trimmed = text.Trim();
        return text.Length == 0 || IsGroups(trimmed, ':', 2) || IsGroups(trimmed, '-', 2) || IsGroups(trimmed, '.', 4)
            ? text
            : throw new FormatException($"{text} is not a valid mac address");
    }

    private static bool IsGroups(string text, char separator, int digits)
    {
        var groups = text.Split(separator);
        return groups.Length * digits / 2 is 6 or 8 or 20
            && Array.TrueForAll(groups, group => group.Length == digits && !group.AsSpan().ContainsAnyExcept(s_digits));
    }
}
