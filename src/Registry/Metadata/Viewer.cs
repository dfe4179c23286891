using Berth.Registry.Access;

namespace Berth.Registry.Metadata;

/// <summary>Whose eyes a list is for: it holds only what they may pull.</summary>
/// <param name="User">Null: only what is public.</param>
/// <param name="SeesEverything">An administrator, or everyone of a registry without accounts.</param>
internal readonly record struct Viewer(string? User, bool SeesEverything)
{
    public static Viewer Of(Caller caller) => new(caller.User, caller.IsAdministrator);
}
