using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Daemon.Http;

/// <summary>
/// A request for a container as a client of an older version means it: what that version did not have is not looked at, and defaults are
/// those of then. Source: Engine API's version history.
/// </summary>
internal static class CreateRequests
{
    public static CreateContainerRequest ForVersion(CreateContainerRequest request, ProtocolVersion version)
    {
        HostConfig host = request.HostConfig ?? new HostConfig();
        if (version < new ProtocolVersion(1, 25))
        {
            host = host with { AutoRemove = false }; // the client itself removed it
        }

        if (version < new ProtocolVersion(1, 40))
        {
            host = host with
            {
                KernelMemoryTCP = 0,
                IpcMode = string.IsNullOrEmpty(host.IpcMode) ? "shareable" : host.IpcMode,
                Mounts = Bind(host, bind => bind with { NonRecursive = false }),
            };
        }

        if (version < new ProtocolVersion(1, 41))
        {
            host = host with { CgroupnsMode = string.IsNullOrEmpty(host.CgroupnsMode) ? "host" : host.CgroupnsMode };
        }

        return Later(request with { HostConfig = host }, host, version);
    }

    private static CreateContainerRequest Later(CreateContainerRequest request, HostConfig host, ProtocolVersion version)
    {
        if (version < new ProtocolVersion(1, 42))
        {
            host = host with { ConsoleSize = null, Mounts = Bind(host, bind => bind with { CreateMountpoint = false }) };
        }

        if (version < new ProtocolVersion(1, 43))
        {
            host = host with { Annotations = null };
        }

        if (version < new ProtocolVersion(1, 44))
        {
            RefuseSeveralNetworks(request);
            request = request with { Healthcheck = request.Healthcheck is { } check ? check with { StartInterval = 0 } : null };
            host = host with { Mounts = Bind(host, bind => bind with { ReadOnlyNonRecursive = false, ReadOnlyForceRecursive = false }) };
        }

        return request with { HostConfig = host };
    }

    private static void RefuseSeveralNetworks(CreateContainerRequest request)
    {
        if (request.NetworkingConfig?.EndpointsConfig is { Count: > 1 } endpoints)
        {
            throw new InvalidParameterException($"Container cannot be created with multiple network endpoints: {string.Join(", ", endpoints.Keys)}");
        }
    }

    /// <summary>The mounts, with the options of binds changed where there are such options.</summary>
    private static IReadOnlyList<Mount>? Bind(HostConfig host, Func<BindOptions, BindOptions> change) => host.Mounts is not { } mounts
        ? null
        : [.. mounts.Select(mount => mount.BindOptions is { } options ? mount with { BindOptions = change(options) } : mount)];
}
