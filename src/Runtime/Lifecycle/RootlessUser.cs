using Berth.Runtime.Execute;

namespace Berth.Runtime;

/// <summary>Whether the runtime's caller is the host's root, and what follows from it for the runtime's defaults.</summary>
public static class RootlessUser
{
    /// <summary>Not root, or root of a user namespace only: cgroups may be out of reach.</summary>
    public static bool IsRootless => !Environment.IsPrivilegedProcess || OwnIdentity.InUserNamespace;

    /// <summary>The effective user.</summary>
    public static uint User => OwnIdentity.User;

    /// <summary>The effective group.</summary>
    public static uint Group => OwnIdentity.Group;

    /// <summary>
    /// The user's directory for what lives as long as a session (XDG base directories); null for the host's root, whoever called him: its
    /// containers are the host's.
    /// </summary>
    public static string? RuntimeDirectory
    {
        get
        {
            string? directory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            bool root = Environment.IsPrivilegedProcess
                && (Environment.GetEnvironmentVariable("USER") == "root" || string.IsNullOrEmpty(directory) || !OwnIdentity.InUserNamespace);
            return root || string.IsNullOrEmpty(directory) ? null : directory;
        }
    }
}
