namespace Berth.Engine.Specs;

/// <summary>Absolute paths inside a container, as text: nothing here looks at a file.</summary>
internal static class ContainerPath
{
    public static bool IsAbsolute(string path) => path.StartsWith('/');

    /// <summary>Without <c>.</c>, <c>..</c>, doubled and trailing slashes; <c>..</c> does not climb above the root.</summary>
    public static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>How deep a normal path lies: 0 for the root.</summary>
    public static int Depth(string path) => path == "/" ? 0 : path.AsSpan().Count('/');
}
