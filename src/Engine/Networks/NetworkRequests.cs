using Berth.Engine.Errors;
using Berth.EngineApi.Networks;
using Berth.Network.Networks;

namespace Berth.Engine.Networks;

/// <summary>What clients ask for when they make a network, as the network library reads it.</summary>
internal static class NetworkRequests
{
    /// <summary>What no network can be, whatever there is.</summary>
    /// <exception cref="EngineException">It is refused.</exception>
    public static void Validate(NetworkCreateRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Name))
        {
            throw new InvalidParameterException("invalid name: name is empty");
        }

        if (NetworkRecord.IsPredefinedName(request.Name) || request.Name == "default")
        {
            throw new ForbiddenException($"operation is not permitted on predefined {request.Name} network ");
        }

        if (request.Driver == "overlay")
        {
            throw new ForbiddenException(
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
        }

        if (request.Scope is "swarm" or "global")
        {
            throw new ForbiddenException("cannot create a swarm scoped network when swarm is not active");
        }

        if (request.Ingress)
        {
            throw new ForbiddenException("Ingress network can only be global scope network");
        }

        if (request.ConfigOnly)
        {
            throw new UnsupportedException("config-only networks are not supported");
        }
    }

    public static NetworkRequest Read(NetworkCreateRequest request) => new()
    {
        Name = request.Name,
        Driver = request.Driver.Length > 0 ? request.Driver : NetworkDriver.Bridge,
        EnableIPv4 = request.EnableIPv4,
        EnableIPv6 = request.EnableIPv6,
        Internal = request.Internal,
        Attachable = request.Attachable,
        IpamDriver = request.IPAM?.Driver ?? "default",
        IpamOptions = request.IPAM?.Options ?? new Dictionary<string, string>(),
        Subnets = [.. (request.IPAM?.Config ?? []).Select(static config => new SubnetRequest(config.Subnet, config.IPRange, config.Gateway, config.AuxiliaryAddresses))],
        Options = request.Options ?? new Dictionary<string, string>(),
        Labels = request.Labels ?? new Dictionary<string, string>(),
    };
}
