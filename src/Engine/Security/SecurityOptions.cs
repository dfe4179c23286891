using Berth.Engine.Errors;

namespace Berth.Engine.Security;

/// <summary>What <c>--security-opt</c> asks for.</summary>
internal sealed record SecurityOptions
{
    /// <summary>Null: as the daemon has it.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>No system call filter at all.</summary>
    public bool SeccompUnconfined { get; init; }

    /// <summary>The built-in filter, whatever the daemon's default is.</summary>
    public bool SeccompBuiltin { get; init; }

    /// <summary>The client's own policy, by which it replaces the default one.</summary>
    public SeccompProfile? Seccomp { get; init; }

    /// <summary>Nothing of /proc and /sys is masked or made read-only.</summary>
    public bool SystemPathsUnconfined { get; init; }

    /// <summary>The profile asked for; null where nothing was said.</summary>
    public string? AppArmor { get; init; }

    /// <summary>/sys/fs/cgroup may be written to.</summary>
    public bool WritableCgroups { get; init; }

    /// <summary>
    /// Reads <c>KEY=VALUE</c> options (<c>KEY:VALUE</c> too, as old clients write them). Labels are taken and have no effect, as with a
    /// dockerd without <c>selinux-enabled</c>, which Berth never has.
    /// </summary>
    /// <exception cref="InvalidParameterException">An option is no option.</exception>
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
                    NoNewPrivileges = Boolean(value, option),
                };
            case "writable-cgroups":
                return parsed with { WritableCgroups = Boolean(value, option) };
            case "seccomp" when value == "unconfined":
                return parsed with { SeccompUnconfined = true, SeccompBuiltin = false, Seccomp = null };
            case "seccomp" when value == "builtin":
                return parsed with { SeccompUnconfined = false, SeccompBuiltin = true, Seccomp = null };
            case "seccomp":
                return parsed with { SeccompUnconfined = false, Seccomp = SeccompProfileJson.Parse(value) };
            case "systempaths" when value == "unconfined":
                return parsed with { SystemPathsUnconfined = true };
            case "apparmor":
                return parsed with { AppArmor = value };
            case "label":
                return parsed;
            default:
                throw Invalid(option);
        }
    }

    /// <summary>The spellings that Go takes for true and false.</summary>
    private static bool Boolean(string value, string option) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Invalid(option),
    };

    private static InvalidParameterException Invalid(string option) => new($"invalid --security-opt 2: \"{option}\"");
}
