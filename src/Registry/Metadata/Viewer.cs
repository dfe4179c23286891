using Berth.Registry.Access;

namespace Berth.Registry.Metadata;

/// <summary>Whose eyes a list is for: it holds only what they may pull.</summary>
/// <param name="User">Null: only what is public.</param>
/// <param name="SeesEverything">An administrator, or everyone of a registry without accounts.</param>
internal readonly record struct Viewer(string? User, bool SeesEverything)
{
    /// <summary>Whoever comes with a token sees more than what is public only where the token is for lists: <c>registry:catalog:*</c>, <c>registry:catalog:search</c>.</summary>
    public static Viewer Of(Caller caller) => caller.Grants is { } grants && !grants.Any(static a => a is { Type: TokenAccess.Registry, Name: TokenAccess.Catalog })
        ? new Viewer(null, SeesEverything: false)
        : new Viewer(caller.User, caller.IsAdministrator);
}
