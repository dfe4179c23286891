using Berth.Engine.Errors;
using Berth.Engine.Networks;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Networks;
using Berth.Network.Networks;

namespace Berth.Engine.Containers;

/// <summary>The networks that a new container is to belong to: those of its request, else the one that its mode names.</summary>
internal sealed class PlannedNetworks(NetworkLookup networks)
{
    private const string Default = "default";

    /// <param name="host">Complete: with the mode in place.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidParameterException">What is asked for in one of them is wrong.</exception>
    public IReadOnlyList<ContainerEndpoint> Plan(HostConfig host, CreateContainerRequest request)
    {
        string mode = host.NetworkMode!;
        if (NamespaceMode.Network(mode).IsContainer)
        {
            return [];
        }

        Dictionary<string, EndpointSettings> wanted = Wanted(request.NetworkingConfig, mode);
        if (!string.IsNullOrEmpty(request.MacAddress))
        {
            TakeMac(wanted, mode, request.MacAddress);
        }

        RefuseTogether(wanted.Keys, mode);
        EndpointRules.Validate(wanted.Select(pair => (pair.Key, networks.Find(pair.Key), !NetworkRecord.IsPredefinedName(pair.Key), pair.Value)));
        return
        [
            .. wanted.OrderByDescending(pair => pair.Key == mode)
                .Select(pair => new ContainerEndpoint { Network = networks.Find(pair.Key)?.Name ?? pair.Key, Wanted = Asked(pair.Value) }),
        ];
    }

    /// <summary>What of an endpoint's settings can be asked for: the rest is the engine's to tell.</summary>
    public static EndpointSettings Asked(EndpointSettings settings) => new()
    {
        IPAMConfig = settings.IPAMConfig,
        Links = settings.Links,
        Aliases = settings.Aliases,
        MacAddress = settings.MacAddress,
        DriverOpts = settings.DriverOpts,
        GwPriority = settings.GwPriority,
    };

    private static Dictionary<string, EndpointSettings> Wanted(NetworkingConfig? networking, string mode)
    {
        var wanted = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach ((string name, EndpointSettings? settings) in networking?.EndpointsConfig ?? new Dictionary<string, EndpointSettings?>())
        {
            wanted[name == Default ? NetworkRecord.DefaultName : name] = settings ?? new EndpointSettings();
        }

        if (wanted.Count == 0)
        {
            wanted[mode] = new EndpointSettings();
        }

        return wanted;
    }

    /// <summary>The host's network cannot be one of several, and none cannot either: dockerd finds that at the start.</summary>
    private static void RefuseTogether(Dictionary<string, EndpointSettings>.KeyCollection names, string mode)
    {
        if (names.Count > 1 && names.Contains("none"))
        {
            throw new InvalidParameterException("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }

        if (names.Count > 1 && names.Contains("host"))
        {
            throw new InvalidParameterException(mode == "host"
                ? "container sharing network namespace with another container or host cannot be connected to any other network"
                : "cannot connect container to host network - container must be created in host network mode");
        }
    }

    /// <summary>The address that is asked for of the container as a whole is that of its main network.</summary>
    private static void TakeMac(Dictionary<string, EndpointSettings> wanted, string mode, string mac)
    {
        if (!wanted.TryGetValue(mode, out EndpointSettings? main))
        {
            return;
        }

        if (main.MacAddress.Length > 0 && main.MacAddress != mac)
        {
            throw new InvalidParameterException(
                "the container-wide MAC address must match the endpoint-specific MAC address for the main network, or be left empty");
        }

        wanted[mode] = main with { MacAddress = mac };
    }
}
