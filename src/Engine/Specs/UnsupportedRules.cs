using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>
/// What the API has and Berth has not: said so, one by one, where it is asked for with more than its zero value.
/// </summary>
internal static class UnsupportedRules
{
    /// <summary>Annotations under this prefix are the engine's own (<see cref="Runtime.Plan.SpecAnnotations"/>).</summary>
    public const string ReservedAnnotations = "berth.";

    public static void Validate(CreateContainerRequest request, HostConfig host)
    {
        ValidateConfig(request);
        ValidateHost(host);
        ValidateLimits(host);
    }

    /// <summary>The same of limits that are to be changed.</summary>
    public static void ValidateUpdate(HostConfig change) => ValidateLimits(change);

    private static void ValidateConfig(CreateContainerRequest request)
    {
        Refuse(request.NetworkDisabled == true, "NetworkDisabled is not supported: use network mode none");
    }

    private static void ValidateHost(HostConfig host)
    {
        Refuse(host.Cgroup.Length > 0, "HostConfig.Cgroup is not supported");
        if (host.VolumeDriver is not ("" or "local"))
        {
            throw new NotFoundException(
                $"error looking up volume plugin {host.VolumeDriver}: plugin \"{host.VolumeDriver}\" not found");
        }

        if (host.Isolation is not ("" or "default"))
        {
            throw new InvalidParameterException($"invalid isolation: \"{host.Isolation}\" - linux only supports 'default'");
        }

        if (!string.IsNullOrEmpty(host.Runtime) && !RequestDefaults.Runtimes.Contains(host.Runtime))
        {
            throw new InvalidParameterException($"unknown or invalid runtime name: {host.Runtime}");
        }

        _ = StorageOptions.Size(host.StorageOpt);

        foreach (DeviceRequest device in host.DeviceRequests ?? [])
        {
            if (device.Driver == "cdi")
            {
                throw new UnsupportedException(
                    $"CDI device injection failed: unresolvable CDI devices {string.Join(", ", device.DeviceIDs ?? [])}");
            }

            string capabilities = string.Join(' ', (device.Capabilities ?? []).Select(all => $"[{string.Join(' ', all)}]"));
            throw new UnsupportedException(
                $"could not select device driver \"{device.Driver}\" with capabilities: [{capabilities}]");
        }

        foreach (string key in host.Annotations?.Keys ?? [])
        {
            if (key.Length == 0 || key.StartsWith(ReservedAnnotations, StringComparison.Ordinal))
            {
                throw new InvalidParameterException($"invalid annotation: \"{key}\" is empty or reserved");
            }
        }
    }

    private static void ValidateLimits(HostConfig host)
    {
        Refuse(host.KernelMemory != 0, "kernel memory limits are not supported");
        Refuse(host.KernelMemoryTCP != 0, "kernel memory TCP limits are not supported");
        Refuse(
            host.CpuCount != 0 || host.CpuPercent != 0 || host.IOMaximumIOps != 0 || host.IOMaximumBandwidth != 0,
            "CpuCount, CpuPercent, IOMaximumIOps and IOMaximumBandwidth are for Windows only");
    }

    private static void Refuse(bool asked, string message)
    {
        if (asked)
        {
            throw new UnsupportedException(message);
        }
    }
}
