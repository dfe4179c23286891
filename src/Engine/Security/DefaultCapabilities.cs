using Berth.Engine.Errors;

namespace Berth.Engine.Security;

/// <summary>
/// Which capabilities a container gets: docker's fourteen, changed by <c>--cap-add</c> and <c>--cap-drop</c>, or with
/// <c>--privileged</c> all that the daemon itself may hand out.
/// </summary>
public static class DefaultCapabilities
{
    private const string Everything = "ALL";

    /// <summary>What a container has when nothing is said, in the order in which dockerd writes them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    /// <param name="add">Names of <c>--cap-add</c>, with or without <c>CAP_</c>, in any case; <c>ALL</c>.</param>
    /// <param name="drop">Names of <c>--cap-drop</c>.</param>
    /// <param name="privileged">All of <paramref name="available"/>, whatever else is asked.</param>
    /// <param name="available">What the daemon's own bounding set holds: <c>ALL</c> means all of these.</param>
    /// <exception cref="InvalidParameterException">A name is no capability.</exception>
    public static IReadOnlyList<string> Resolve(
        IReadOnlyList<string>? add, IReadOnlyList<string>? drop, bool privileged, IReadOnlyList<string> available)
    {
        List<string> added = Normalize(add, "CapAdd");
        List<string> dropped = Normalize(drop, "CapDrop");
        if (privileged)
        {
            return available;
        }

        if (added.Contains(Everything))
        {
            return [.. available.Where(c => !dropped.Contains(c))];
        }

        return dropped.Contains(Everything)
            ? [.. added.Distinct()]
            : [.. Names.Where(c => !dropped.Contains(c)).Concat(added).Distinct()];
    }

    /// <summary>Checks the names of a request, without resolving them.</summary>
    /// <exception cref="InvalidParameterException">A name is no capability.</exception>
    public static void Validate(IReadOnlyList<string>? add, IReadOnlyList<string>? drop)
    {
        _ = Normalize(add, "CapAdd");
        _ = Normalize(drop, "CapDrop");
    }

    private static List<string> Normalize(IReadOnlyList<string>? names, string field)
    {
        var normal = new List<string>();
        foreach (string name in names ?? [])
        {
            string upper = name.Trim().ToUpperInvariant();
            if (upper == Everything)
            {
                normal.Add(upper);
                continue;
            }

            string full = upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper : $"CAP_{upper}";
            normal.Add(CapabilityNames.All.Contains(full)
                ? full
                : throw new InvalidParameterException($"invalid {field}: unknown capability: \"{full}\""));
        }

        return normal;
    }
}
