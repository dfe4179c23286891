using Berth.Harness;

namespace Berth.Integration.Security;

/// <summary>
/// Gives the host's user <c>nobody</c> subordinate IDs as long as this lives: lines of /etc/subuid and /etc/subgid, taken away again.
/// </summary>
internal sealed class SubordinateRanges : IDisposable
{
    /// <summary>The tests that have it, one class at a time.</summary>
    public const string Collection = "subordinate IDs";

    public const string User = "nobody";
    public const uint First = 700_000;

    private static readonly string s_line = $"{User}:{First}:65536";
    private static readonly string[] s_files = ["/etc/subuid", "/etc/subgid"];

    public SubordinateRanges()
    {
        foreach (string file in s_files)
        {
            string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
            if (lines.Any(l => l.StartsWith($"{User}:", StringComparison.Ordinal) && l != s_line))
            {
                throw new CommandException($"{file} has ranges of {User} already");
            }

            File.WriteAllLines(file, [.. lines.Where(l => l != s_line), s_line]);
        }
    }

    public void Dispose()
    {
        foreach (string file in s_files)
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Where(l => l != s_line));
        }
    }
}
