namespace Berth.Network.Networks;

/// <summary>Names of options of networks and endpoints (<c>--opt</c>, <c>--driver-opt</c>), as docker has them.</summary>
public static class NetworkOptionNames
{
    public const string BridgeName = "com.docker.network.bridge.name";
    public const string DefaultBridge = "com.docker.network.bridge.default_bridge";
    public const string EnableIcc = "com.docker.network.bridge.enable_icc";
    public const string EnableIpMasquerade = "com.docker.network.bridge.enable_ip_masquerade";
    public const string HostBindingIPv4 = "com.docker.network.bridge.host_binding_ipv4";
    public const string GatewayModeIPv4 = "com.docker.network.bridge.gateway_mode_ipv4";
    public const string GatewayModeIPv6 = "com.docker.network.bridge.gateway_mode_ipv6";
    public const string HostIPv4 = "com.docker.network.host_ipv4";
    public const string HostIPv6 = "com.docker.network.host_ipv6";
    public const string InhibitIPv4 = "com.docker.network.bridge.inhibit_ipv4";
    public const string Mtu = "com.docker.network.driver.mtu";
    public const string InterfacePrefix = "com.docker.network.container_iface_prefix";
    public const string EnableIPv4 = "com.docker.network.enable_ipv4";
    public const string EnableIPv6 = "com.docker.network.enable_ipv6";

    /// <summary>Of macvlan and ipvlan: the host's interface.</summary>
    public const string Parent = "parent";

    public const string MacVlanMode = "macvlan_mode";
    public const string IpVlanMode = "ipvlan_mode";
    public const string IpVlanFlag = "ipvlan_flag";

    /// <summary>Of an endpoint: the interface's name in the container.</summary>
    public const string EndpointInterface = "com.docker.network.endpoint.ifname";

    /// <summary>Of an endpoint: <c>net.ipv4.conf.IFNAME.setting=value</c>, with commas between them.</summary>
    public const string EndpointSysctls = "com.docker.network.endpoint.sysctls";
}
