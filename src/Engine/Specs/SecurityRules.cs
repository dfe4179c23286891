using Berth.Engine.Errors;
using Berth.Engine.Security;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>Rights, namespaces and kernel parameters of a request.</summary>
internal static class SecurityRules
{
    /// <summary>Kernel parameters that belong to an IPC namespace (sysctl(8), ipc_namespaces(7)).</summary>
    private static readonly string[] s_ipcParameters =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
        "kernel.shm_rmid_forced",
    ];

    public static void Validate(HostConfig host)
    {
        DefaultCapabilities.Validate(host.CapAdd, host.CapDrop);
        _ = SecurityOptions.Parse(host.SecurityOpt);
        _ = NamespaceMode.Pid(host.PidMode);
        _ = NamespaceMode.Uts(host.UTSMode);
        bool hostIpc = !string.IsNullOrEmpty(host.IpcMode) && NamespaceMode.Ipc(host.IpcMode).IsHost;
        if (!string.IsNullOrEmpty(host.CgroupnsMode))
        {
            _ = NamespaceMode.Cgroup(host.CgroupnsMode);
        }

        if (host.UsernsMode is not (null or "" or "host"))
        {
            throw new InvalidParameterException($"invalid user namespace mode: {host.UsernsMode}");
        }

        ValidateParameters(host.Sysctls, hostIpc, NamespaceMode.Network(host.NetworkMode).IsHost);
        ValidatePaths(host.MaskedPaths, "MaskedPaths");
        ValidatePaths(host.ReadonlyPaths, "ReadonlyPaths");
    }

    /// <summary>
    /// Only parameters of the container's own namespaces may be set: any other would be set for the whole host.
    /// </summary>
    private static void ValidateParameters(IReadOnlyDictionary<string, string>? parameters, bool hostIpc, bool hostNetwork)
    {
        foreach (string name in parameters?.Keys ?? [])
        {
            // The kernel takes slashes too, and a path could climb.
            if (name.Contains('/', StringComparison.Ordinal))
            {
                throw new InvalidParameterException($"sysctl '{name}' is not allowed");
            }

            bool network = name.StartsWith("net.", StringComparison.Ordinal);
            bool ipc = s_ipcParameters.Contains(name) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal);
            if (network && hostNetwork)
            {
                throw new InvalidParameterException($"sysctl \"{name}\" not allowed in host network namespace");
            }

            if (ipc && hostIpc)
            {
                throw new InvalidParameterException($"sysctl \"{name}\" not allowed in host ipc namespace");
            }

            if (!network && !ipc)
            {
                throw new InvalidParameterException($"sysctl \"{name}\" is not in a separate kernel namespace");
            }
        }
    }

    private static void ValidatePaths(IReadOnlyList<string>? paths, string field)
    {
        foreach (string path in paths ?? [])
        {
            if (!ContainerPath.IsAbsolute(path))
            {
                throw new InvalidParameterException($"{field}: '{path}' is not an absolute path");
            }
        }
    }
}
