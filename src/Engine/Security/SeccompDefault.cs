using Berth.Engine.Configuration;
using Berth.Engine.Errors;

namespace Berth.Engine.Security;

/// <summary>The system call policy of containers that bring none: the daemon's <c>seccomp-profile</c>.</summary>
/// <param name="Name">As /info shows it: <c>builtin</c>, <c>unconfined</c>, or the file.</param>
internal sealed record SeccompDefault(string Name)
{
    public const string Builtin = "builtin";
    public const string Unconfined = "unconfined";

    public static SeccompDefault BuiltIn { get; } = new(Builtin);

    /// <summary>Of a file; null for the two others.</summary>
    public SeccompProfile? Profile { get; private init; }

    public bool IsUnconfined => Name == Unconfined;

    /// <param name="name">The value of <c>seccomp-profile</c>; empty is the built-in one.</param>
    /// <param name="readText">Reads a file.</param>
    /// <exception cref="ConfigurationException">The file cannot be read or holds no profile.</exception>
    public static SeccompDefault Load(string name, Func<string, string> readText)
    {
        switch (name)
        {
            case "" or Builtin:
                return BuiltIn;
            case Unconfined:
                return new SeccompDefault(Unconfined);
        }

        try
        {
            return new SeccompDefault(name) { Profile = SeccompProfileJson.Parse(readText(name)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is UnauthorizedAccessException ? "permission denied" : "no such file or directory";
            throw new ConfigurationException($"opening seccomp profile ({name}) failed: open {name}: {reason}", e);
        }
        catch (InvalidParameterException e)
        {
            throw new ConfigurationException($"seccomp profile ({name}): {e.Message}", e);
        }
    }
}
