using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Who this process is and what it may do, by /proc/self/status (proc_pid_status(5)). Read when first asked for.</summary>
internal static class OwnIdentity
{
    private static (uint User, uint Group, ulong Capabilities)? s_read;
    private static bool? s_inUserNamespace;

    /// <summary>The effective user.</summary>
    public static uint User => Value.User;

    /// <summary>The effective group.</summary>
    public static uint Group => Value.Group;

    /// <summary>CAP_SYS_ADMIN, in the user namespace that this process is in.</summary>
    public static bool IsPrivileged => Has("CAP_SYS_ADMIN");

    public static bool MaySetIds => Has("CAP_SETUID") && Has("CAP_SETGID");

    /// <summary>This process is not of the host's first user namespace.</summary>
    public static bool InUserNamespace => s_inUserNamespace ??= IdMapFiles.Parse(File.ReadAllText("/proc/self/uid_map"))
        is not [{ ContainerId: 0, HostId: 0, Size: uint.MaxValue }];

    /// <summary>It is of one that forbids setgroups(2) (user_namespaces(7)), as one that a user has made without help.</summary>
    public static bool DeniesGroups => InUserNamespace && File.ReadAllText("/proc/self/setgroups").StartsWith("deny", StringComparison.Ordinal);

    private static (uint User, uint Group, ulong Capabilities) Value => s_read ??= Parse(File.ReadAllText("/proc/self/status"));

    internal static (uint User, uint Group, ulong Capabilities) Parse(string status)
    {
        (uint user, uint group, ulong capabilities) = (0, 0, 0);
        foreach (string line in status.Split('\n'))
        {
            string[] fields = line.Split('\t');
            switch (fields[0])
            {
                // Real, effective, saved, of the file system.
                case "Uid:":
                    user = uint.Parse(fields[2], CultureInfo.InvariantCulture);
                    break;
                case "Gid:":
                    group = uint.Parse(fields[2], CultureInfo.InvariantCulture);
                    break;
                case "CapEff:":
                    capabilities = ulong.Parse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                    break;
            }
        }

        return (user, group, capabilities);
    }

    private static bool Has(string capability) => (Value.Capabilities >> Capability.NumberOf(capability) & 1) != 0;
}
