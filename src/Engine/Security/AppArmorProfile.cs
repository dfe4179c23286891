namespace Berth.Engine.Security;

/// <summary>Which AppArmor profile a container's program gets. Where the host has no AppArmor there is none, whatever is asked, as with dockerd.</summary>
internal static class AppArmorProfile
{
    /// <summary>dockerd's own profile, which is used where the host has it loaded.</summary>
    public const string Default = "docker-default";

    public const string Unconfined = "unconfined";

    /// <param name="asked">The profile of <c>--security-opt apparmor=</c>; null where nothing was said.</param>
    /// <param name="privileged">A privileged container that says nothing is unconfined.</param>
    /// <param name="loaded">Profiles that the host has loaded; null: no AppArmor.</param>
    /// <returns>The profile, <c>unconfined</c>, or empty for none.</returns>
    public static string Resolve(string? asked, bool privileged, IReadOnlyCollection<string>? loaded)
    {
        if (loaded is null)
        {
            return "";
        }

        return asked switch
        {
            { Length: > 0 } => asked,
            _ when privileged => Unconfined,
            _ => loaded.Contains(Default) ? Default : Unconfined,
        };
    }
}
