using Berth.Registry.Access;

namespace Berth.Registry.Tokens;

/// <summary>
/// Reads the scopes of a token request (distribution, docs/spec/auth/scope.md): several parameters, several scopes separated by spaces in one.
/// <code>
/// scope    = resource *( " " resource )
/// resource = type [ "(" class ")" ] ":" name ":" action *( "," action )
/// </code>
/// What is not of that form is left out, as what one may not do is.
/// </summary>
internal static class TokenScope
{
    /// <summary>Resources of one request; the rest is left out.</summary>
    public const int MostResources = 100;

    private const int MostActions = 10;

    /// <summary>The resources asked for, each once, with all actions asked for it.</summary>
    public static IReadOnlyList<TokenAccess> Parse(IEnumerable<string?> parameters)
    {
        var resources = new List<TokenAccess>();
        IEnumerable<string> texts = parameters.SelectMany(static p => (p ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(MostResources);
        foreach (string text in texts)
        {
            if (ParseOne(text) is not { } resource)
            {
                continue;
            }

            int known = resources.FindIndex(r => r.Type == resource.Type && r.Name == resource.Name);
            if (known < 0)
            {
                resources.Add(resource);
            }
            else
            {
                resources[known] = resource with { Actions = [.. resources[known].Actions.Union(resource.Actions)] };
            }
        }

        return resources;
    }

    /// <summary>As a challenge and the answer to a token request name it.</summary>
    public static string Format(IEnumerable<TokenAccess> access) =>
        string.Join(' ', access.Select(static a => $"{a.Type}:{a.Name}:{string.Join(',', a.Actions)}"));

    /// <summary>The actions of a scope, e.g. <c>pull,push</c>.</summary>
    public static string Format(RepositoryActions actions) => string.Join(',', Names(actions));

    public static IReadOnlyList<string> Names(RepositoryActions actions) =>
    [
        .. (ReadOnlySpan<string>)(actions.HasFlag(RepositoryActions.Pull) ? ["pull"] : []),
        .. (ReadOnlySpan<string>)(actions.HasFlag(RepositoryActions.Push) ? ["push"] : []),
        .. (ReadOnlySpan<string>)(actions.HasFlag(RepositoryActions.Delete) ? ["delete"] : []),
    ];

    /// <summary>The actions that names stand for; <c>*</c> is all, what is unknown is none.</summary>
    public static RepositoryActions Actions(IReadOnlyList<string> names)
    {
        RepositoryActions actions = RepositoryActions.None;
        foreach (string name in names)
        {
            actions |= name switch
            {
                "pull" => RepositoryActions.Pull,
                "push" => RepositoryActions.Push,
                "delete" => RepositoryActions.Delete,
                "*" => RepositoryActions.All,
                _ => RepositoryActions.None,
            };
        }

        return actions;
    }

    private static TokenAccess? ParseOne(string text)
    {
        int first = text.IndexOf(':');
        int last = text.LastIndexOf(':');
        if (first <= 0 || last <= first + 1 || last == text.Length - 1)
        {
            return null;
        }

        string type = text[..first];
        int @class = type.IndexOf('(');
        string[] actions = [.. text[(last + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries).Take(MostActions).Distinct()];
        return actions.Length == 0 ? null : new TokenAccess(@class > 0 ? type[..@class] : type, text[(first + 1)..last], actions);
    }
}
