using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>
/// The third part of a bind: access, label, copying, propagation, ID map and (for macOS's sake) consistency, one of each at most.
/// </summary>
/// <param name="Writable">Not <c>ro</c> or <c>rro</c>.</param>
/// <param name="NoCopy">A new volume stays empty.</param>
/// <param name="Propagation">Null where none is named.</param>
/// <param name="IdMap">Null for none; empty: the one that fits the directory; else the text of <see cref="IdMapSpec"/>.</param>
internal sealed record BindMode(bool Writable, bool NoCopy, string? Propagation, string? IdMap)
{
    private const string Map = "idmap";

    private static readonly string[] s_propagations = ["private", "rprivate", "slave", "rslave", "shared", "rshared"];

    public static bool IsPropagation(string text) => s_propagations.Contains(text);

    public static bool IsMode(string text) => TryParse(text) is not null;

    /// <exception cref="InvalidParameterException">A word is unknown, or two are of one kind.</exception>
    public static BindMode Parse(string text)
    {
        BindMode mode = text.Length == 0
            ? new BindMode(true, false, null, null)
            : TryParse(text) ?? throw new InvalidParameterException($"invalid mode: {text}");
        if (mode.IdMap is { Length: > 0 } map)
        {
            _ = IdMapSpec.Parse(map);
        }

        return mode;
    }

    private static BindMode? TryParse(string text)
    {
        string[] words = text.Split(',');
        string?[] kinds = [.. words.Select(Kind)];
        if (kinds.Contains(null) || kinds.Distinct().Count() != kinds.Length)
        {
            return null;
        }

        string? map = words.FirstOrDefault(static w => Kind(w) == Map);
        return new BindMode(
            !words.Contains("ro") && !words.Contains("rro"), words.Contains("nocopy"), words.FirstOrDefault(IsPropagation), map is null ? null : map == Map ? "" : map[(Map.Length + 1)..]);
    }

    private static string? Kind(string word) => word switch
    {
        // rro is podman's and nerdctl's word for what ro is here already.
        "ro" or "rw" or "rro" => "access",
        "z" or "Z" => "label",
        "nocopy" => "copy",
        "default" or "consistent" or "cached" or "delegated" => "consistency",
        Map => Map,
        _ when word.StartsWith(Map + "=", StringComparison.Ordinal) => Map,
        _ when IsPropagation(word) => "propagation",
        _ => null,
    };
}
