using System.Globalization;

namespace Berth.Network.Networks;

/// <summary>Name of a VLAN subinterface, <c>eth0.10</c>.</summary>
/// <param name="Parent">The interface that it is on.</param>
/// <param name="Id">1 to 4094 (IEEE 802.1Q).</param>
internal readonly record struct VlanName(string Parent, ushort Id)
{
    private const int Largest = 4094;

    /// <exception cref="NetworkException">It is none, in docker's words.</exception>
    public static VlanName Parse(string name)
    {
        string[] parts = name.Split('.');
        return parts switch
        {
            [_] => throw Bad($"invalid subinterface vlan name {name}, example formatting is eth0.10"),
            [var parent, var number] => new VlanName(parent, IdOf(number)),
            _ => throw Bad($"required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received {name}"),
        };
    }

    private static ushort IdOf(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id))
        {
            throw Bad($"unable to parse a valid vlan id from: {text} (ex. eth0.10 for vlan 10)");
        }

        return id is >= 1 and <= Largest ? (ushort)id : throw Bad($"vlan id must be between 1-{Largest}, received: {id}");
    }

    private static NetworkException Bad(string message) => new(NetworkErrorKind.System, message);
}
