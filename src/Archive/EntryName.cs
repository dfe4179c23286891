namespace Berth.Archive;

/// <summary>The rules that docker has for names in an archive that is unpacked somewhere.</summary>
public static class EntryName
{
    /// <summary>Without empty parts, <c>.</c> and what <c>..</c> takes back; what climbs above its beginning keeps that.</summary>
    public static string Clean(string name)
    {
        bool rooted = name.StartsWith('/');
        var parts = new List<string>();
        foreach (string part in name.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if ((part == ".." && !rooted) || (part.Length > 0 && part is not ("." or "..")))
            {
                parts.Add(part);
            }
        }

        string joined = string.Join('/', parts);
        return rooted ? $"/{joined}" : joined.Length == 0 ? "." : joined;
    }

    /// <summary>A clean name leads above its beginning.</summary>
    public static bool Climbs(string clean) => clean == ".." || clean.StartsWith("../", StringComparison.Ordinal);

    /// <summary>Puts another first component in the place of <paramref name="rename"/>'s.</summary>
    public static string Rebased(string name, (string From, string To)? rename)
    {
        if (rename is not (string from, string to) || !name.StartsWith(from, StringComparison.Ordinal))
        {
            return name;
        }

        string rest = name[from.Length..];
        return rest.Length == 0 || rest[0] == '/' || from.EndsWith('/') ? to + rest : name;
    }

    /// <summary>Whether the target of a symbolic link stays in the directory that is unpacked to; docker takes absolute ones as below it.</summary>
    internal static bool StaysInside(EntryPath link, string target) =>
        target.StartsWith('/') || !Climbs(Clean(link.Parent.Length == 0 ? target : $"{link.Parent}/{target}"));
}
