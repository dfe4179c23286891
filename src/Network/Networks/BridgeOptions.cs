using System.Globalization;
using System.Net;
using Berth.Network.Addresses;
using Berth.Network.Firewall;
using static Berth.Network.Networks.NetworkOptionNames;

namespace Berth.Network.Networks;

/// <summary>The options of a bridge network, read. Every default is docker's.</summary>
internal sealed record BridgeOptions
{
    /// <summary>What the kernel can name an interface with, in bytes (IFNAMSIZ less the zero).</summary>
    private const int LongestName = 15;

    private const int LargestMtu = 65535;

    /// <summary>Name of the bridge's interface; null: made of the network's ID.</summary>
    public string? Name { get; private init; }

    public bool InterContainer { get; private init; } = true;

    public bool Masquerade { get; private init; } = true;

    /// <summary>Host address of published ports that name none; null: the daemon's.</summary>
    public IPAddress? HostBinding { get; private init; }

    public GatewayMode ModeIPv4 { get; private init; }

    public GatewayMode ModeIPv6 { get; private init; }

    /// <summary>Source address of what leaves; null: that of the interface on which it leaves.</summary>
    public IPAddress? SourceIPv4 { get; private init; }

    public IPAddress? SourceIPv6 { get; private init; }

    /// <summary>In bytes; 0: the daemon's.</summary>
    public int Mtu { get; private init; }

    /// <summary>Of a network that there is; what only the default bridge has, nobody can ask for.</summary>
    public static BridgeOptions Of(NetworkRecord network) => Read(
        network.IsDefaultBridge ? network.Options.Where(static option => option.Key != DefaultBridge).ToDictionary() : network.Options, network.Internal);

    /// <exception cref="NetworkException">One is not known, or its value is none.</exception>
    public static BridgeOptions Read(IReadOnlyDictionary<string, string> options, bool isInternal)
    {
        var read = new BridgeOptions();
        foreach ((string name, string value) in options)
        {
            read = name switch
            {
                BridgeName => read with { Name = InterfaceName(value) },
                EnableIcc => read with { InterContainer = Flag(name, value) },
                EnableIpMasquerade => read with { Masquerade = Flag(name, value) },
                HostBindingIPv4 => read with { HostBinding = value.Length == 0 ? null : Address(name, value) },
                HostIPv4 => read with { SourceIPv4 = Address(name, value) },
                HostIPv6 => read with { SourceIPv6 = Address(name, value) },
                GatewayModeIPv4 => read with { ModeIPv4 = Mode(name, value, isInternal) },
                GatewayModeIPv6 => read with { ModeIPv6 = Mode(name, value, isInternal) },
                NetworkOptionNames.Mtu => read with { Mtu = Number(name, value) },
                InterfacePrefix => Checked(read, value),
                EnableIPv4 or EnableIPv6 => read,
                DefaultBridge when value is "false" or "0" => read,
                _ => throw new NetworkException(NetworkErrorKind.NotImplemented, $"option {name} of bridge networks is not supported"),
            };
        }

        return read;
    }

    private static BridgeOptions Checked(BridgeOptions read, string prefix) =>
        InterfaceName(prefix.Length == 0 ? "eth" : prefix).Length > LongestName - 3
            ? throw new NetworkException(NetworkErrorKind.InvalidParameter, $"failed to parse {InterfacePrefix} value: {prefix} (too long)")
            : read;

    private static string InterfaceName(string name) =>
        name.Length is 0 or > LongestName || name is "." or ".." || name.Any(static c => c is '/' or ':' or '%' or > '~' or <= ' ')
            ? throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid interface name: {name}")
            : name;

    private static bool Flag(string name, string value) => GoBoolean.TryParse(value, out bool flag)
        ? flag
        : throw Failed(name, value, $"strconv.ParseBool: parsing \"{value}\": invalid syntax");

    private static int Number(string name, string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            throw Failed(name, value, $"strconv.Atoi: parsing \"{value}\": invalid syntax");
        }

        return number is >= 0 and <= LargestMtu
            ? number
            : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid MTU number: {number}");
    }

    private static IPAddress Address(string name, string value) =>
        IpPrefix.TryParseAddress(value, out IPAddress? address) ? address : throw Failed(name, value, "nil ip");

    private static GatewayMode Mode(string name, string value, bool isInternal) => value switch
    {
        "" or "nat" => GatewayMode.Nat,
        "nat-unprotected" => GatewayMode.NatUnprotected,
        "routed" => GatewayMode.Routed,
        "isolated" when isInternal => GatewayMode.Isolated,
        "isolated" => throw new NetworkException(NetworkErrorKind.InvalidParameter, "gateway mode 'isolated' can only be used for an internal network"),
        _ => throw Failed(name, value, $"unknown gateway mode {value}"),
    };

    private static NetworkException Failed(string name, string value, string why) =>
        new(NetworkErrorKind.InvalidParameter, $"failed to parse {name} value: {value} ({why})");
}
