namespace Berth.Registry.Web;

/// <summary>Where a log-in or a choice leads back to: a page of this registry, whatever the link said.</summary>
internal static class ReturnPath
{
    private const int MaxLength = 1024;

    /// <summary>
    /// A path of ours. <c>//elsewhere</c>, <c>/\elsewhere</c> and everything with a control character (browsers drop some of them) lead to the home page, and
    /// so do the pages of a log-in.
    /// </summary>
    public static string Of(string? path)
    {
        bool isOurs = path is { Length: > 0 and <= MaxLength }
            && path[0] == '/'
            && (path.Length == 1 || path[1] is not ('/' or '\\'))
            && !path.Contains('\\')
            && !path.AsSpan().ContainsAnyInRange('\0', ' ')
            && !path.AsSpan().ContainsAnyExceptInRange('\0', '~');
        return isOurs && !IsLogIn(path!) ? path! : "/";
    }

    private static bool IsLogIn(string path) =>
        path.StartsWith("/login", StringComparison.Ordinal) || path.StartsWith("/logout", StringComparison.Ordinal)
        || path.StartsWith("/register", StringComparison.Ordinal) || path.StartsWith("/language", StringComparison.Ordinal);
}
