using System.Net;
using Berth.Network.Addresses;

namespace Berth.Network.Networks;

/// <summary>What subnets of a request must be like, with docker's words for what is wrong, all of it at once.</summary>
internal static class SubnetRules
{
    /// <exception cref="NetworkException">Something is wrong.</exception>
    public static void Validate(IReadOnlyList<SubnetRequest> subnets, bool enableIPv6)
    {
        List<string> errors = [];
        foreach (SubnetRequest wanted in subnets)
        {
            if (!IpPrefix.TryParse(wanted.Subnet, out IpPrefix subnet, out IPAddress? address))
            {
                errors.Add($"invalid subnet {wanted.Subnet}: invalid CIDR block notation");
            }
            else if (subnet.IsIPv4 || enableIPv6)
            {
                errors.AddRange(Errors(wanted, subnet, address));
            }
        }

        if (errors.Count > 0)
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid network config:\n{Join(errors)}");
        }
    }

    /// <summary>One as it is, several as a list.</summary>
    public static string Join(IReadOnlyList<string> errors) => errors.Count == 1 ? errors[0] : string.Join('\n', errors.Select(static error => $"* {error}"));

    private static IEnumerable<string> Errors(SubnetRequest wanted, IpPrefix subnet, IPAddress address)
    {
        if (IpPrefix.ToNumber(address) != subnet.First)
        {
            yield return $"invalid subnet {wanted.Subnet}: it should be {subnet}";
        }

        if (!string.IsNullOrEmpty(wanted.Range))
        {
            foreach (string error in RangeErrors(wanted.Range, subnet))
            {
                yield return $"invalid ip-range {wanted.Range}: {error}";
            }
        }

        if (!string.IsNullOrEmpty(wanted.Gateway) && AddressError(wanted.Gateway, subnet) is { } gateway)
        {
            yield return $"invalid gateway {wanted.Gateway}: {gateway}";
        }

        foreach ((string name, string auxiliary) in wanted.Auxiliary ?? new Dictionary<string, string>())
        {
            if (AddressError(auxiliary, subnet) is { } error)
            {
                yield return $"invalid auxiliary address {name}: {error}";
            }
        }
    }

    private static IEnumerable<string> RangeErrors(string text, IpPrefix subnet)
    {
        if (!IpPrefix.TryParse(text, out IpPrefix range, out IPAddress? address))
        {
            yield return "invalid CIDR block notation";
            yield break;
        }

        if (range.Family != subnet.Family)
        {
            yield return $"parent subnet is an {(subnet.IsIPv4 ? "IPv4" : "IPv6")} block";
            yield break;
        }

        if (range.Length < subnet.Length)
        {
            yield return $"CIDR block is bigger than its parent subnet {subnet}";
        }

        if (IpPrefix.ToNumber(address) != range.First)
        {
            yield return $"it should be {range}";
        }

        if (!subnet.Overlaps(range))
        {
            yield return $"parent subnet {subnet} doesn't contain ip-range";
        }
    }

    private static string? AddressError(string text, IpPrefix subnet)
    {
        if (!IpPrefix.TryParseAddress(text, out IPAddress? address))
        {
            return "invalid address";
        }

        if (address.AddressFamily != subnet.Family)
        {
            return $"parent subnet is an {(subnet.IsIPv4 ? "IPv4" : "IPv6")} block";
        }

        return subnet.Contains(address) ? null : $"parent subnet {subnet} doesn't contain this address";
    }
}
