using Berth.Engine.Errors;

namespace Berth.Engine.Security;

/// <summary>What <c>--security-opt</c> asks for.</summary>
internal sealed record SecurityOptions
{
    /// <summary>Null: as the daemon has it.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>No system call filter at all.</summary>
    public bool SeccompUnconfined { get; init; }

    /// <summary>The client's own policy, by which it replaces the default one.</summary>
    public SeccompProfile? Seccomp { get; init; }

    /// <summary>Nothing of /proc and /sys is masked or made read-only.</summary>
    public bool SystemPathsUnconfined { get; init; }

    /// <summary>Reads <c>KEY=VALUE</c> options (<c>KEY:VALUE</c> too, as old clients write them).</summary>
    /// <exception cref="InvalidParameterException">An option is no option.</exception>
    /// <exception cref="UnsupportedException">An option asks for a security module that Berth does not drive.</exception>
    public static SecurityOptions Parse(IReadOnlyList<string>? options)
    {
        var parsed = new SecurityOptions();
        foreach (string option in options ?? [])
        {
            parsed = Apply(parsed, option);
        }

        return parsed;
    }

    private static SecurityOptions Apply(SecurityOptions parsed, string option)
    {
        if (option == "no-new-privileges")
        {
            return parsed with { NoNewPrivileges = true };
        }

        int at = option.IndexOf('=', StringComparison.Ordinal) is int equals and >= 0
            ? equals
            : option.IndexOf(':', StringComparison.Ordinal);
        if (at < 0)
        {
            throw new InvalidParameterException($"invalid --security-opt 1: \"{option}\"");
        }

        string value = option[(at + 1)..];
        switch (option[..at])
        {
            case "no-new-privileges":
                return parsed with
                {
                    NoNewPrivileges = bool.TryParse(value, out bool on)
                        ? on
                        : throw new InvalidParameterException($"invalid --security-opt 2: \"{option}\""),
                };
            case "seccomp" when value == "unconfined":
                return parsed with { SeccompUnconfined = true, Seccomp = null };
            case "seccomp" when value == "builtin":
                return parsed with { SeccompUnconfined = false, Seccomp = null };
            case "seccomp":
                return parsed with { SeccompUnconfined = false, Seccomp = SeccompProfileJson.Parse(value) };
            case "systempaths" when value == "unconfined":
                return parsed with { SystemPathsUnconfined = true };
            case "apparmor" when value == "unconfined":
            case "label" when value == "disable":
                return parsed;
            case "apparmor":
                throw new UnsupportedException($"AppArmor profiles are not supported: {option}");
            case "label":
                throw new UnsupportedException($"SELinux labels are not supported: {option}");
            default:
                throw new InvalidParameterException($"invalid --security-opt 2: \"{option}\"");
        }
    }
}
