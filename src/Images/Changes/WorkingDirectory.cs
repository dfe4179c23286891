namespace Berth.Images.Changes;

/// <summary>WORKDIR: an absolute path replaces, a relative one goes on from the one before.</summary>
internal static class WorkingDirectory
{
    public static string Resolve(string? current, string path)
    {
        string joined = path.StartsWith('/') ? path : $"{(string.IsNullOrEmpty(current) ? "/" : current)}/{path}";
        var parts = new List<string>();
        foreach (string part in joined.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return $"/{string.Join('/', parts)}";
    }
}
