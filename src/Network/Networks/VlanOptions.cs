using System.Globalization;
using static Berth.Network.Networks.NetworkOptionNames;

namespace Berth.Network.Networks;

/// <summary>The options of a macvlan or ipvlan network, read.</summary>
/// <param name="Parent">The host's interface; null: none is named.</param>
/// <param name="Mode">macvlan: bridge, private, vepa or passthru; ipvlan: l2, l3 or l3s.</param>
internal sealed record VlanOptions(string? Parent, string Mode)
{
    /// <exception cref="NetworkException">One is not known, or its value is none.</exception>
    public static VlanOptions Read(string driver, IReadOnlyDictionary<string, string> options)
    {
        string? parent = null;
        bool isMacVlan = driver == NetworkDriver.MacVlan;
        string mode = isMacVlan ? "bridge" : "l2";
        foreach ((string name, string value) in options)
        {
            switch (name)
            {
                case NetworkOptionNames.Parent:
                    parent = value.Length == 0 ? null : value;
                    break;
                case MacVlanMode when isMacVlan:
                    mode = value is "bridge" or "private" or "vepa" or "passthru" or ""
                        ? Or(value, mode)
                        : throw Bad($"requested macvlan mode '{value}' is not valid, 'bridge' mode is the macvlan driver default");
                    break;
                case IpVlanMode when !isMacVlan:
                    mode = value is "l2" or "l3" or "l3s" or ""
                        ? Or(value, mode)
                        : throw Bad($"requested ipvlan mode '{value}' is not valid, 'l2' mode is the ipvlan driver default");
                    break;
                case Mtu when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) && mtu <= ushort.MaxValue:
                case EnableIPv4 or EnableIPv6:
                    break;
                default:
                    throw new NetworkException(NetworkErrorKind.NotImplemented, $"option {name}={value} of {driver} networks is not supported");
            }
        }

        return new VlanOptions(parent, mode);

        static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
    }

    private static NetworkException Bad(string message) => new(NetworkErrorKind.InvalidParameter, message);
}
