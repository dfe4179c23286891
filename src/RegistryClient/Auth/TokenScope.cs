namespace Berth.RegistryClient.Auth;

/// <summary>
/// What a bearer token is good for: resources with the actions that may be done to them, in the form that token services read
/// (distribution, docs/spec/auth/scope.md).
/// <code>
/// scope    = resource *( " " resource )
/// resource = type ":" name ":" action *( "," action )        repository:library/ubuntu:pull,push
/// </code>
/// Kept sorted and merged, so that the same rights are the same text.
/// </summary>
internal sealed record TokenScope
{
    private readonly SortedDictionary<string, SortedSet<string>> _actions = new(StringComparer.Ordinal);

    private TokenScope()
    {
    }

    /// <summary>Only to say who one is.</summary>
    public static TokenScope None { get; } = new();

    /// <summary>The resources, each as its text.</summary>
    public IEnumerable<string> Resources => _actions.Select(pair => $"{pair.Key}:{string.Join(',', pair.Value)}");

    public bool IsEmpty => _actions.Count == 0;

    public static TokenScope Pull(string repository) => None.With($"repository:{repository}", "pull");

    public static TokenScope Push(string repository) => None.With($"repository:{repository}", "pull", "push");

    /// <summary>To push to one repository, taking blobs that another one has.</summary>
    public static TokenScope Mount(string to, string from) => Push(to).And(Pull(from));

    /// <summary>What a challenge asks for; what is not of the form is left out.</summary>
    public static TokenScope Parse(string? text)
    {
        TokenScope scope = None;
        foreach (string resource in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = resource.LastIndexOf(':');
            if (colon > 0 && colon < resource.Length - 1)
            {
                scope = scope.With(resource[..colon], resource[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return scope;
    }

    /// <summary>This and the other's rights.</summary>
    public TokenScope And(TokenScope other)
    {
        TokenScope sum = this;
        foreach (var (resource, actions) in other._actions)
        {
            sum = sum.With(resource, [.. actions]);
        }

        return sum;
    }

    public bool Equals(TokenScope? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(' ', Resources);

    private TokenScope With(string resource, params string[] actions)
    {
        var result = new TokenScope();
        foreach (var (key, value) in _actions)
        {
            result._actions[key] = value;
        }

        result._actions[resource] = new SortedSet<string>(actions, StringComparer.Ordinal);
        if (_actions.TryGetValue(resource, out SortedSet<string>? here))
        {
            result._actions[resource].UnionWith(here);
        }

        return result;
    }
}
