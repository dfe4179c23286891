namespace Berth.Registry.Accounts;

/// <summary>A user or team; written <c>alice</c> and <c>team:acme</c>.</summary>
internal readonly record struct Grantee(string Name, bool IsTeam)
{
    private const string TeamPrefix = "team:";

    public static Grantee User(string name) => new(name, IsTeam: false);

    public static Grantee Team(string name) => new(name, IsTeam: true);

    /// <summary>Reads <c>alice</c> or <c>team:acme</c>; the name may be no account's.</summary>
    public static Grantee Parse(string text) =>
        text.StartsWith(TeamPrefix, StringComparison.Ordinal) ? Team(text[TeamPrefix.Length..]) : User(text);

    public override string ToString() => IsTeam ? TeamPrefix + Name : Name;
}
