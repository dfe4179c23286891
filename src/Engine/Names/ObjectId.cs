using System.Buffers;
using System.Security.Cryptography;

namespace Berth.Engine.Names;

/// <summary>The identities of containers and execs: 64 hexadecimal digits, of which twelve are shown.</summary>
internal static class ObjectId
{
    public const int Length = 64;

    private const int ShortLength = 12;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// A new identity. Its short form is never all decimal digits, or hosts named after it would look like numbers
    /// (moby#3869).
    /// </summary>
    public static string New()
    {
        while (true)
        {
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));
            if (id.AsSpan(0, ShortLength).ContainsAnyInRange('a', 'f'))
            {
                return id;
            }
        }
    }

    /// <summary>The first twelve digits.</summary>
    public static string Short(string id) => id.Length > ShortLength ? id[..ShortLength] : id;

    /// <summary>Whether <paramref name="text"/> is a whole identity, and so a safe directory name.</summary>
    public static bool IsId(string text) =>
        text.Length == Length && !text.AsSpan().ContainsAnyExcept(s_digits);
}
