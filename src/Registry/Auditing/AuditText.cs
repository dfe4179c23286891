namespace Berth.Registry.Auditing;

/// <summary>Texts of clients, made fit for a line of a log.</summary>
internal static class AuditText
{
    /// <summary>Characters kept; a repository's name with a digest fits.</summary>
    private const int MaxLength = 400;

    public static string Clean(string text)
    {
        string start = text.Length > MaxLength ? text[..MaxLength] : text;
        return start.Any(char.IsControl) ? string.Concat(start.Select(static c => char.IsControl(c) ? '?' : c)) : start;
    }
}
