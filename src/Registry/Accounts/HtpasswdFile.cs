namespace Berth.Registry.Accounts;

/// <summary>
/// Reads htpasswd files (Apache's mod_authn_file): lines <c>user:hash</c>; empty lines and those that begin with <c>#</c> say nothing. Only bcrypt
/// (<c>htpasswd -B</c>) is taken: the other formats are quick to guess.
/// </summary>
internal static class HtpasswdFile
{
    /// <exception cref="FormatException">Something is wrong; the message begins with the line's number: <c>3: …</c>.</exception>
    public static IReadOnlyList<HtpasswdEntry> Parse(IEnumerable<string> lines)
    {
        var entries = new List<HtpasswdEntry>();
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (string text in lines)
        {
            number++;
            string line = text.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            HtpasswdEntry entry = ParseLine(line, number);
            if (!lineOf.TryAdd(entry.User, number))
            {
                throw new FormatException($"{number}: \"{entry.User}\" is in line {lineOf[entry.User]} already");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static HtpasswdEntry ParseLine(string line, int number)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw new FormatException($"{number}: expected user:hash");
        }

        string user = line[..colon];
        string hash = line[(colon + 1)..];
        if (!AccountName.IsValid(user))
        {
            throw new FormatException($"{number}: \"{user}\" cannot be a user's name: lower-case letters and digits, with '.', '_' or '-' between them");
        }

        return PasswordHash.CostOf(hash) is null
            ? throw new FormatException($"{number}: the password of \"{user}\" is not hashed by bcrypt with a cost up to {PasswordHash.MaxCost} (htpasswd -B)")
            : new HtpasswdEntry(number, user, hash);
    }
}
