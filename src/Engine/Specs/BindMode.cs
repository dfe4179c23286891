using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>
/// The third part of a bind: access, label, copying, propagation and (for macOS's sake) consistency, one of each at most.
/// </summary>
internal sealed record BindMode(bool Writable, bool NoCopy, string? Propagation)
{
    private static readonly string[] s_propagations = ["private", "rprivate", "slave", "rslave", "shared", "rshared"];

    public static bool IsPropagation(string text) => s_propagations.Contains(text);

    public static bool IsMode(string text) => TryParse(text) is not null;

    /// <exception cref="InvalidParameterException">A word is unknown, or two are of one kind.</exception>
    public static BindMode Parse(string text) =>
        text.Length == 0
            ? new BindMode(true, false, null)
            : TryParse(text) ?? throw new InvalidParameterException($"invalid mode: {text}");

    private static BindMode? TryParse(string text)
    {
        string[] words = text.Split(',');
        string?[] kinds = [.. words.Select(Kind)];
        if (kinds.Contains(null) || kinds.Distinct().Count() != kinds.Length)
        {
            return null;
        }

        return new BindMode(!words.Contains("ro"), words.Contains("nocopy"), words.FirstOrDefault(IsPropagation));
    }

    private static string? Kind(string word) => word switch
    {
        "ro" or "rw" => "access",
        "z" or "Z" => "label",
        "nocopy" => "copy",
        "default" or "consistent" or "cached" or "delegated" => "consistency",
        _ when IsPropagation(word) => "propagation",
        _ => null,
    };
}
