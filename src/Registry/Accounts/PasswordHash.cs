using System.Buffers;
using System.Globalization;

namespace Berth.Registry.Accounts;

/// <summary>bcrypt hashes, <c>$2b$10$…</c>, as htpasswd and docker-registry know them too.</summary>
internal static class PasswordHash
{
    /// <summary>log2 of the rounds of new hashes; OWASP asks for at least 10. About 0.15 s of one core.</summary>
    public const int Cost = 10;

    /// <summary>The largest cost taken over from elsewhere: a log-in must end.</summary>
    public const int MaxCost = 15;

    /// <summary>Characters: <c>$2b$10$</c>, 22 of salt, 31 of hash.</summary>
    private const int Length = 60;

    private static readonly SearchValues<char> s_alphabet =
        SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Of a password nobody knows, to spend the same time on a user who is not there.</summary>
    private static readonly Lazy<string> s_nobody = new(static () => Make(Guid.NewGuid().ToString()));

    public static string Nobody => s_nobody.Value;

    public static string Make(string password) => BCrypt.Net.BCrypt.HashPassword(password, Cost);

    /// <summary>Whether a hash is of this password, which <see cref="PasswordRule.Fits"/>; one that cannot be read is of none.</summary>
    public static bool Verify(string password, string hash) => CostOf(hash) is not null && BCrypt.Net.BCrypt.Verify(password, hash);

    /// <summary>The cost that a bcrypt hash names, 4 to <see cref="MaxCost"/>; null: it is no such hash.</summary>
    public static int? CostOf(ReadOnlySpan<char> hash)
    {
        bool isOne = hash.Length == Length && hash[0] == '$' && hash[1] == '2' && hash[2] is 'a' or 'b' or 'y' && hash[3] == '$' && hash[6] == '$';
        return isOne && !hash[7..].ContainsAnyExcept(s_alphabet)
            && int.TryParse(hash[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out int cost) && cost is >= 4 and <= MaxCost
            ? cost
            : null;
    }
}
