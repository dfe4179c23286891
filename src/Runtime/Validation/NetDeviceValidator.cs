using Berth.Oci.Runtime;

namespace Berth.Runtime.Validation;

/// <summary>Interfaces of the host that the container is to have: their names, and that it has a network namespace to put them in.</summary>
internal static class NetDeviceValidator
{
    // IFNAMSIZ without the NUL.
    private const int LongestName = 15;

    public static void Validate(LinuxSettings linux)
    {
        if (linux.NetDevices is not { Count: > 0 } devices)
        {
            return;
        }

        bool network = linux.Namespaces?.Any(n => n.Type == LinuxNamespaceType.Network) == true;
        SpecValidator.Require(network, "linux.netDevices", "unable to move network devices without a NET namespace");
        foreach ((string name, LinuxNetDevice? device) in devices)
        {
            string path = $"linux.netDevices[{name}]";
            SpecValidator.Require(IsName(name) && !name.Contains('%', StringComparison.Ordinal), path, $"invalid network device name \"{name}\"");
            string? given = device?.Name;
            SpecValidator.Require(
                string.IsNullOrEmpty(given) || (IsName(given) && IsTemplate(given)), $"{path}.name", $"invalid network device name \"{given}\"");
        }
    }

    // dev_valid_name of net/core/dev.c.
    private static bool IsName(string name) =>
        name.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(name) <= LongestName && name is not ("." or "..")
        && !name.Any(c => c is '/' or ':' or '\0' || char.IsWhiteSpace(c));

    // At most one %d, for the kernel's number.
    private static bool IsTemplate(string name)
    {
        int at = name.IndexOf('%', StringComparison.Ordinal);
        return at < 0 || (at == name.LastIndexOf('%') && at + 1 < name.Length && name[at + 1] == 'd');
    }
}
