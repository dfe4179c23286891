
namespace Berth.Archive;

/// <summary>
/// Where an entry of a layer goes: its name cleaned the way docker cleans it, as if the root were <c>/</c>. Absolute names and
/// names that climb (<c>../../etc/passwd</c>) end up inside the root.
/// </summary>
/// <param name="Parent">Path of the directory, relative to the root; empty for the root itself.</param>
/// <param name="Name">The last component; empty where the whole path is the root.</param>
internal readonly record struct EntryPath(string Parent, string Name)
{
    public bool IsRoot => Name.Length == 0;

    /// <summary>As messages show it: absolute.</summary>
    public override string ToString() => Parent.Length == 0 ? $"/{Name}" : $"/{Parent}/{Name}";

    /// <exception cref="ArchiveException">More components than <paramref name="maxDepth"/>.</exception>
    public static EntryPath Parse(string name, int maxDepth)
    {
        if (TryParseClean(name, maxDepth) is { } clean)
        {
            return clean;
        }

        var parts = new List<string>();
        foreach (string part in name.Split('/'))
        {
            if (part == "..")
            {
                // Above the root is the root (path_resolution(7)).
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        CheckDepth(parts.Count, maxDepth);
        return parts.Count == 0 ? new EntryPath("", "") : new EntryPath(string.Join('/', parts[..^1]), parts[^1]);
    }

    // Nearly every name is clean but for a leading "./" or a trailing slash; those are cut, not split.
    private static EntryPath? TryParseClean(string name, int maxDepth)
    {
        ReadOnlySpan<char> path = name.AsSpan().TrimEnd('/');
        path = path.StartsWith("./") ? path[2..] : path;
        if (path.IsEmpty || path[0] is '.' or '/' || path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal))
        {
            return null;
        }

        CheckDepth(path.Count('/') + 1, maxDepth);
        int slash = path.LastIndexOf('/');
        return slash < 0 ? new EntryPath("", path.ToString()) : new EntryPath(path[..slash].ToString(), path[(slash + 1)..].ToString());
    }

    private static void CheckDepth(int depth, int maxDepth)
    {
        if (depth > maxDepth)
        {
            throw ArchiveException.TooLarge("the depth of a path", maxDepth);
        }
    }
}
