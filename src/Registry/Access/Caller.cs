namespace Berth.Registry.Access;

/// <summary>Who asks.</summary>
/// <param name="User">Their name; null: nobody has logged in.</param>
/// <param name="IsAdministrator">May do everything everywhere; so may everyone of a registry without accounts.</param>
internal sealed record Caller(string? User, bool IsAdministrator)
{
    /// <summary>Nobody has logged in.</summary>
    public static Caller Anonymous { get; } = new(null, IsAdministrator: false);

    /// <summary>Whoever speaks to a registry without accounts.</summary>
    public static Caller Everyone { get; } = new(null, IsAdministrator: true);

    /// <summary>The registry had no accounts when they asked.</summary>
    public bool IsEveryone => User is null && IsAdministrator;

    /// <summary>What a token limits its bearer to, whatever the user may do otherwise; null: no token, no limit.</summary>
    public IReadOnlyList<TokenAccess>? Grants { get; init; }

    /// <summary>What they showed to log in; null: nobody has.</summary>
    public Login? Login { get; init; }
}
