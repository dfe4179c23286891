using Berth.Engine.Security;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The <c>linux</c> section: namespaces, cgroup, devices, kernel parameters, system call filter, hidden paths.</summary>
internal static class LinuxSection
{
    /// <summary>
    /// With a network of its own a container may bind any port and ping without capabilities, as docker lets it.
    /// </summary>
    private static readonly Dictionary<string, string> s_networkParameters = new(StringComparer.Ordinal)
    {
        ["net.ipv4.ip_unprivileged_port_start"] = "0",
        [PingGroups] = "0 2147483647",
    };

    private const string PingGroups = "net.ipv4.ping_group_range";

    public static LinuxSettings Build(SpecInput input)
    {
        HostConfig host = input.HostConfig;
        (IReadOnlyList<LinuxDevice> nodes, IReadOnlyList<LinuxDeviceCgroup> rules) = DeviceSection.Build(input);
        return new LinuxSettings
        {
            Sysctl = Parameters(host, input.Remap is not null),
            UidMappings = input.Remap?.Users,
            GidMappings = input.Remap?.Groups,
            Resources = ResourceSection.Build(host, rules, input.Devices),
            CgroupsPath = $"{ParentCgroup.Of(input.HostConfig)}/{input.ContainerId}",
            Namespaces = Namespaces(input),
            Devices = nodes.Count > 0 ? nodes : null,
            Seccomp = Seccomp(input),
            RootfsPropagation = Propagation(input.Mounts),
            MaskedPaths = host.MaskedPaths is { Count: > 0 } masked ? masked : null,
            ReadonlyPaths = host.ReadonlyPaths is { Count: > 0 } readOnly ? readOnly : null,
        };
    }

    private static Dictionary<string, string>? Parameters(HostConfig host, bool remapped)
    {
        NamespaceOwner network = NamespaceMode.Network(host.NetworkMode).Owner;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (network is NamespaceOwner.Private or NamespaceOwner.None)
        {
            parameters = new Dictionary<string, string>(s_networkParameters, StringComparer.Ordinal);
            if (remapped)
            {
                // The groups up to the last are not all there.
                parameters.Remove(PingGroups);
            }
        }

        foreach ((string name, string value) in host.Sysctls ?? new Dictionary<string, string>())
        {
            parameters[name] = value;
        }

        return parameters.Count > 0 ? parameters : null;
    }

    private static List<LinuxNamespace> Namespaces(SpecInput input)
    {
        HostConfig host = input.HostConfig;
        var namespaces = new List<LinuxNamespace> { new() { Type = LinuxNamespaceType.Mount } };
        if (input.UserNamespacePath is { } user)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.User, Path = user });
        }

        NamespaceMode network = NamespaceMode.Network(host.NetworkMode);
        if (network.Owner == NamespaceOwner.None)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.Network, Path = input.NetworkNamespacePath });
        }
        else if (!network.IsHost)
        {
            namespaces.Add(Joined(LinuxNamespaceType.Network, input.NetworkNamespacePath, host.NetworkMode));
        }

        if (!NamespaceMode.Uts(host.UTSMode).IsHost)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.Uts });
        }

        NamespaceMode pid = NamespaceMode.Pid(host.PidMode);
        if (pid.IsContainer)
        {
            namespaces.Add(Joined(LinuxNamespaceType.Pid, input.PidNamespacePath, host.PidMode));
        }
        else if (!pid.IsHost)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.Pid });
        }

        NamespaceMode ipc = NamespaceMode.Ipc(host.IpcMode);
        if (ipc.IsContainer)
        {
            namespaces.Add(Joined(LinuxNamespaceType.Ipc, input.IpcNamespacePath, host.IpcMode));
        }
        else if (!ipc.IsHost)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.Ipc });
        }

        if (!NamespaceMode.Cgroup(host.CgroupnsMode).IsHost)
        {
            namespaces.Add(new LinuxNamespace { Type = LinuxNamespaceType.Cgroup });
        }

        return namespaces;
    }

    /// <summary>
    /// A namespace that somebody else has made. Without it the container would run in the host's: a fault of the caller.
    /// </summary>
    private static LinuxNamespace Joined(string type, string? path, string? mode) =>
        path is null
            ? throw new ArgumentException($"{type} mode {mode} needs the path of a namespace")
            : new LinuxNamespace { Type = type, Path = path };

    private static LinuxSeccomp? Seccomp(SpecInput input)
    {
        HostConfig host = input.HostConfig;
        SecurityOptions security = SecurityOptions.Parse(host.SecurityOpt);
        bool unconfined = security.Seccomp is null
            && (security.SeccompUnconfined || host.Privileged || (input.DefaultSeccomp.IsUnconfined && !security.SeccompBuiltin));
        if (!input.Host.Seccomp || unconfined)
        {
            return null;
        }

        IReadOnlyList<string> capabilities =
            DefaultCapabilities.Resolve(host.CapAdd, host.CapDrop, host.Privileged, input.Host.Capabilities);
        SeccompProfile? brought = security.Seccomp ?? (security.SeccompBuiltin ? null : input.DefaultSeccomp.Profile);
        SeccompProfile profile = brought is SeccompProfile own
            ? own.Resolve(capabilities, input.Host.Architecture, input.Host.Kernel)
            : DefaultSeccomp.For(capabilities, input.Host.Architecture, input.Host.Kernel);
        return SeccompSection.Build(profile);
    }

    /// <summary>A mount that propagates needs a root that lets it: shared to send, slave to receive.</summary>
    private static string? Propagation(IReadOnlyList<ContainerMount> mounts)
    {
        if (mounts.Any(m => m.Propagation is "shared" or "rshared"))
        {
            return "shared";
        }

        return mounts.Any(m => m.Propagation is "slave" or "rslave") ? "rslave" : null;
    }
}
