using Berth.Engine.Errors;

namespace Berth.Engine.Containers.Files;

/// <summary>
/// A path in a container as docker reads it: absolute, without <c>..</c>, which are taken back in the text; a slash or <c>/.</c> at its
/// end stays, and means that it is a directory and that symbolic links are followed.
/// </summary>
internal readonly record struct ArchivePath(string Text)
{
    /// <summary>The last component; <c>/</c> of the root, <c>.</c> after a final <c>/.</c>.</summary>
    public string Name => Text.TrimEnd('/') is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..] : "/";

    /// <exception cref="InvalidParameterException">It is empty or no path.</exception>
    public static ArchivePath Parse(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new InvalidParameterException("bad parameter: path cannot be empty");
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidParameterException("bad parameter: path cannot contain a NUL character");
        }

        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        string clean = "/" + string.Join('/', parts);
        string trimmed = path.TrimEnd('/');
        if (trimmed == "." || trimmed.EndsWith("/.", StringComparison.Ordinal))
        {
            clean = clean.EndsWith('/') ? $"{clean}." : $"{clean}/.";
        }

        return new ArchivePath(path.EndsWith('/') && !clean.EndsWith('/') ? $"{clean}/" : clean);
    }
}
