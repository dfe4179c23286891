using Berth.Network.Networks;

namespace Berth.Network.Endpoints;

/// <summary>The options of an endpoint, read.</summary>
/// <param name="Interface">The interface's name in the container; null: the network's prefix and a number.</param>
/// <param name="Sysctls">Settings below <c>/proc/sys/net</c>, with <c>IFNAME</c> for the interface's name, and their values.</param>
public sealed record EndpointOptions(string? Interface, IReadOnlyList<(string Setting, string Value)> Sysctls)
{
    private const int LongestName = 15;
    private const string Placeholder = "IFNAME";

    /// <exception cref="NetworkException">One is not known, or its value is none.</exception>
    public static EndpointOptions Read(IReadOnlyDictionary<string, string> options)
    {
        string? link = null;
        List<(string, string)> sysctls = [];
        foreach ((string name, string value) in options)
        {
            switch (name)
            {
                case NetworkOptionNames.EndpointInterface:
                    link = IsInterfaceName(value)
                        ? value
                        : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid interface name: {value}");
                    break;
                case NetworkOptionNames.EndpointSysctls:
                    sysctls.AddRange(value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ReadSysctl));
                    break;
                default:
                    throw new NetworkException(NetworkErrorKind.NotImplemented, $"endpoint option {name} is not supported");
            }
        }

        return new EndpointOptions(link, sysctls);
    }

    /// <summary>The settings of the interface with this name.</summary>
    public IReadOnlyList<(string Setting, string Value)> SysctlsOf(string link) =>
        [.. Sysctls.Select(sysctl => (sysctl.Setting.Replace(Placeholder, link, StringComparison.Ordinal), sysctl.Value))];

    private static bool IsInterfaceName(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or ".." or "lo") && name.All(static c => c is > ' ' and <= '~' and not ('/' or ':' or '%'));

    private static (string Setting, string Value) ReadSysctl(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] parts = equals < 0 ? [] : text[..equals].Split('.');

        // Some clients write all of it in small letters.
        return parts is ["net", "ipv4" or "ipv6" or "mpls", var group, var link, var setting]
            && link.Equals(Placeholder, StringComparison.OrdinalIgnoreCase) && IsWord(group) && IsWord(setting)
            ? ($"{parts[1]}/{group}/{Placeholder}/{setting}", text[(equals + 1)..])
            : throw new NetworkException(
                NetworkErrorKind.InvalidParameter,
                $"unrecognised network interface sysctl '{text}'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be 'ipv4', 'ipv6' or 'mpls'");
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
