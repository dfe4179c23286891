namespace Berth.Engine.Configuration;

/// <summary>The options of namespaces and rights.</summary>
internal static partial class DaemonOptionsLoader
{
    private static string IpcMode(string? text) => text switch
    {
        null => "private",
        "private" or "shareable" => text,
        "host" or "none" => throw new ConfigurationException(
            $"IPC mode \"{text}\" is not supported as default value; use \"shareable\" or \"private\""),
        _ => throw new ConfigurationException($"default IPC mode setting ({text}) is invalid; use \"shareable\" or \"private\""),
    };

    private static string? CgroupNamespaceMode(string? text) => text is null or "host" or "private"
        ? text
        : throw new ConfigurationException($"default cgroup namespace mode ({text}) is invalid; use \"host\" or \"private\"");

    /// <summary>A daemon that was told to label its containers must not run them without.</summary>
    private static void RefuseSelinux(Dictionary<string, OptionValue> given)
    {
        if (IsSet(given, DaemonOptionTable.SelinuxEnabled))
        {
            throw new ConfigurationException("selinux-enabled is not supported: SELinux labels are not given to containers");
        }
    }
}
