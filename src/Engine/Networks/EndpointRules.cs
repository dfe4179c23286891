using System.Net;
using System.Net.Sockets;
using Berth.Engine.Containers.Links;
using Berth.Engine.Errors;
using Berth.EngineApi.Networks;
using Berth.Network;
using Berth.Network.Addresses;
using Berth.Network.Endpoints;
using Berth.Network.Networks;

namespace Berth.Engine.Networks;

/// <summary>What a container may ask for in a network, with docker's words for what is wrong, all of it at once.</summary>
internal static class EndpointRules
{
    private const string NoSubnet = "user specified IP address is supported only when connecting to networks with user configured subnets";

    /// <param name="network">The network; null: it is not there (yet).</param>
    /// <param name="isUser">Whether it is, or would be, one of one's own.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <exception cref="InvalidParameterException">Something is wrong.</exception>
    public static void Validate(NetworkRecord? network, bool isUser, EndpointSettings wanted)
    {
        if (Problem(network, isUser, wanted) is { } problem)
        {
            throw new InvalidParameterException(problem);
        }
    }

    /// <summary>Of a request with several networks: what is wrong in each.</summary>
    /// <exception cref="InvalidParameterException">Something is wrong.</exception>
    public static void Validate(IEnumerable<(string Name, NetworkRecord? Network, bool IsUser, EndpointSettings Wanted)> endpoints)
    {
        List<string> problems = [];
        foreach ((string name, NetworkRecord? network, bool isUser, EndpointSettings wanted) in endpoints)
        {
            if (Problem(network, isUser, wanted) is { } problem)
            {
                problems.Add($"invalid config for network {name}: {problem}");
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidParameterException(Join(problems));
        }
    }

    private static string? Problem(NetworkRecord? network, bool isUser, EndpointSettings wanted)
    {
        if (wanted.MacAddress.Length > 0 && !MacAddress.TryParse(wanted.MacAddress, out _))
        {
            return $"invalid MAC address {wanted.MacAddress}";
        }

        string[] errors = [.. Errors(network, isUser, wanted)];
        return errors.Length == 0 ? null : $"invalid endpoint settings:\n{Join(errors)}";
    }

    private static IEnumerable<string> Errors(NetworkRecord? network, bool isUser, EndpointSettings wanted)
    {
        string? four = NullIfEmpty(wanted.IPAMConfig?.IPv4Address), six = NullIfEmpty(wanted.IPAMConfig?.IPv6Address);
        if (!isUser && (four is not null || six is not null))
        {
            yield return "user specified IP address is supported on user defined networks only";
        }

        if (!isUser && wanted.Aliases is { Count: > 0 })
        {
            yield return "network-scoped alias is supported only for containers in user defined networks";
        }

        foreach (string error in AddressErrors(network, four, AddressFamily.InterNetwork, "IPv4").Concat(AddressErrors(network, six, AddressFamily.InterNetworkV6, "IPv6")))
        {
            yield return error;
        }

        foreach (string local in wanted.IPAMConfig?.LinkLocalIPs ?? [])
        {
            if (!IpPrefix.TryParseAddress(local, out _))
            {
                yield return $"invalid link-local IP address: {local}";
            }
        }

        foreach (string link in wanted.Links ?? [])
        {
            if (!ContainerLink.TryParse(link, out _))
            {
                yield return ContainerLink.Complaint(link);
            }
        }

        if (OptionError(wanted) is { } option)
        {
            yield return option;
        }
    }

    private static IEnumerable<string> AddressErrors(NetworkRecord? network, string? text, AddressFamily family, string name)
    {
        if (text is null)
        {
            yield break;
        }

        bool isAddress = IpPrefix.TryParseAddress(text, out IPAddress? address) && address.AddressFamily == family;
        if (!isAddress)
        {
            yield return $"invalid {name} address: {text}";
        }

        if (network is null || network.IsDefaultBridge)
        {
            yield break;
        }

        NetworkSubnet? subnet = family == AddressFamily.InterNetwork ? network.IPv4 : network.IPv6;
        if (subnet is null || subnet.FromPool)
        {
            yield return NoSubnet;
        }
        else if (!isAddress || !subnet.Prefix.Contains(address!))
        {
            yield return $"no configured subnet or ip-range contain the IP address {text}";
        }
    }

    private static string? OptionError(EndpointSettings wanted)
    {
        try
        {
            _ = EndpointOptions.Read(wanted.DriverOpts ?? new Dictionary<string, string>());
            return null;
        }
        catch (NetworkException e)
        {
            return e.Message;
        }
    }

    /// <summary>One as it is, several as a list; lines of one are indented.</summary>
    private static string Join(IReadOnlyList<string> errors) => errors.Count == 1
        ? errors[0]
        : string.Join('\n', errors.Select(static error => $"* {error.Replace("\n", "\n\t", StringComparison.Ordinal)}"));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
