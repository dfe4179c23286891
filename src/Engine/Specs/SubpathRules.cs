using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>A part of a volume or an image that is mounted instead of the whole. Where it leads is seen when it is opened.</summary>
internal static class SubpathRules
{
    /// <exception cref="InvalidParameterException">It is absolute, or climbs out.</exception>
    public static string Check(string? subpath, string type)
    {
        if (string.IsNullOrEmpty(subpath))
        {
            return "";
        }

        int depth = 0;
        foreach (string part in subpath.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
            {
                throw Invalid(type);
            }
        }

        return subpath[0] != '/' && !subpath.Contains('\0', StringComparison.Ordinal) ? subpath : throw Invalid(type);
    }

    private static InvalidParameterException Invalid(string type) =>
        new($"invalid mount config for type \"{type}\": subpath must be a relative path within the volume");
}
