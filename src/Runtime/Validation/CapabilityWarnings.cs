using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Validation;

/// <summary>
/// What of a process's capabilities it will not have. No error: "Any value which cannot be mapped to a relevant kernel interface, or cannot
/// be granted otherwise, MUST be logged as a warning" (config.md, "Linux Process").
/// </summary>
internal static class CapabilityWarnings
{
    /// <param name="names">As asked for.</param>
    /// <param name="available">Those that the runtime can give, a bit each.</param>
    public static void Log(LinuxCapabilities? names, ulong available)
    {
        if (names is null)
        {
            return;
        }

        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (IReadOnlyList<string>? set in (IReadOnlyList<string>?[])
            [names.Bounding, names.Effective, names.Permitted, names.Inheritable, names.Ambient])
        {
            foreach (string name in set ?? [])
            {
                int number = Capability.NumberOf(name);
                if (number < 0 || (available >> number & 1) == 0)
                {
                    missing.Add(name);
                }
            }
        }

        if (missing.Count > 0)
        {
            RuntimeLog.Warning($"ignoring unknown or unavailable capabilities: [{string.Join(' ', missing)}]");
        }

        foreach (string name in names.Ambient ?? [])
        {
            // capabilities(7): only what is permitted and inheritable can be ambient.
            bool holds = names.Permitted?.Contains(name) == true && names.Inheritable?.Contains(name) == true;
            if (!holds && !missing.Contains(name))
            {
                RuntimeLog.Warning($"can't raise ambient capability {name}: operation not permitted");
            }
        }
    }
}
