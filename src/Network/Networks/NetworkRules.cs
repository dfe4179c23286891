namespace Berth.Network.Networks;

/// <summary>What a network that is asked for must be like, besides its subnets, with docker's words for what is wrong.</summary>
internal static class NetworkRules
{
    /// <param name="asked">The field of the request; null: left out.</param>
    /// <param name="options">The options of the request.</param>
    /// <param name="name">The option that says the same.</param>
    /// <param name="otherwise">What holds where neither says anything.</param>
    public static bool IsEnabled(bool? asked, IReadOnlyDictionary<string, string> options, string name, bool otherwise)
    {
        if (asked is { } said)
        {
            return said;
        }

        if (!options.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return GoBoolean.TryParse(text, out bool flag)
            ? flag
            : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"driver-opt \"{name}\" is not a valid bool");
    }

    /// <exception cref="NetworkException">Something is wrong.</exception>
    public static void Validate(NetworkRequest request, bool enableIPv4, bool enableIPv6)
    {
        switch (request.Driver)
        {
            case NetworkDriver.Bridge or NetworkDriver.MacVlan or NetworkDriver.IpVlan:
                break;
            case NetworkDriver.Host or NetworkDriver.Null:
                throw new NetworkException(NetworkErrorKind.Forbidden, $"only one instance of \"{request.Driver}\" network is allowed");
            default:
                throw new NetworkException(NetworkErrorKind.NotFound, $"plugin \"{request.Driver}\" not found");
        }

        switch (request.IpamDriver)
        {
            case "default" or "":
                break;
            case "null":
                throw new NetworkException(NetworkErrorKind.InvalidParameter, "ipv4 pool is empty");
            default:
                throw new NetworkException(NetworkErrorKind.NotFound, $"plugin \"{request.IpamDriver}\" not found");
        }

        if (!enableIPv4 && !enableIPv6)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, "IPv4 or IPv6 must be enabled");
        }

        foreach (string option in request.IpamOptions.Keys)
        {
            throw new NetworkException(NetworkErrorKind.NotImplemented, $"IPAM option {option} is not supported");
        }

        CountSubnets(request, ipv6: false);
        CountSubnets(request, ipv6: true);
    }

    /// <exception cref="NetworkException">Every engine has it.</exception>
    public static void RefusePredefined(NetworkRecord record)
    {
        if (record.IsPredefined)
        {
            throw new NetworkException(NetworkErrorKind.Forbidden, $"{record.Name} is a pre-defined network and cannot be removed");
        }
    }

    private static void CountSubnets(NetworkRequest request, bool ipv6)
    {
        if (request.Subnets.Count(subnet => subnet.Subnet?.Contains(':', StringComparison.Ordinal) == ipv6) > 1)
        {
            throw request.Driver == NetworkDriver.Bridge
                ? new NetworkException(NetworkErrorKind.Forbidden, "bridge driver doesn't support multiple subnets")
                : new NetworkException(NetworkErrorKind.NotImplemented, $"{request.Driver} networks with several subnets of one family are not supported");
        }
    }
}
