using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>Devices and resource limits of processes (setrlimit(2)) of a request.</summary>
internal static class DeviceRules
{
    private static readonly string[] s_limits =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime",
        "sigpending", "stack",
    ];

    public static void Validate(HostConfig host)
    {
        foreach (DeviceMapping device in host.Devices ?? [])
        {
            if (!ContainerPath.IsAbsolute(device.PathOnHost))
            {
                throw new InvalidParameterException($"bad format for path: {device.PathOnHost}");
            }

            if (device.PathInContainer.Length > 0 && !ContainerPath.IsAbsolute(device.PathInContainer))
            {
                throw new InvalidParameterException($"bad format for path: {device.PathInContainer}");
            }

            if (device.CgroupPermissions.Length > 0 && !DeviceRule.IsAccess(device.CgroupPermissions))
            {
                throw new InvalidParameterException($"bad mode specified: {device.CgroupPermissions}");
            }
        }

        foreach (string rule in host.DeviceCgroupRules ?? [])
        {
            _ = DeviceRule.Parse(rule);
        }

        foreach (Ulimit limit in host.Ulimits ?? [])
        {
            Validate(limit);
        }
    }

    private static void Validate(Ulimit limit)
    {
        if (!s_limits.Contains(limit.Name))
        {
            throw new InvalidParameterException($"invalid ulimit type: {limit.Name}");
        }

        bool unlimited = limit.Hard == -1;
        if (!unlimited && (limit.Soft == -1 || limit.Soft > limit.Hard))
        {
            throw new InvalidParameterException(
                $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }
}
