using Berth.Network.Addresses;

namespace Berth.Network;

/// <summary>What a <see cref="NetworkController"/> is opened with. Every default is stated here.</summary>
public sealed record NetworkOptions
{
    /// <summary>The exec root whose daemon owns the plain names, <c>berth0</c> and <c>inet berth</c>.</summary>
    public const string DefaultExecRoot = "/run/berth";

    /// <summary>
    /// Where run-time state lives: <c>netns/ID</c> (bind mounts of namespaces) and <c>endpoints/ID.json</c>. Lost at a reboot, as
    /// the namespaces are.
    /// </summary>
    public required string ExecRoot { get; init; }

    /// <summary>A directory that outlives a reboot (<c>DATA_ROOT/network</c>): keeps the subnet that was chosen for the bridge.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>
    /// Address and prefix of the default bridge in CIDR form, <c>192.168.5.1/24</c> (dockerd's <c>--bip</c>). Default: the first
    /// address of the first free pool.
    /// </summary>
    public string? Bip { get; init; }

    /// <summary>Pools for networks without a subnet of their own, tried in order. Default: docker's, 172.17.0.0/16 first. Pools of
    /// IPv6 may be among them; without one, IPv6 networks get unique local addresses made of <see cref="Seed"/>.</summary>
    public IReadOnlyList<AddressPool> DefaultAddressPools { get; init; } = AddressPool.Defaults;

    /// <summary>Something that other engines do not have, such as the engine's identity.</summary>
    public string Seed { get; init; } = Environment.MachineName;

    /// <summary>
    /// Host address of published ports that name none (dockerd's <c>--ip</c>). Default: 0.0.0.0, which means all addresses of both
    /// families; any other means that one.
    /// </summary>
    public System.Net.IPAddress DefaultPublishAddress { get; init; } = System.Net.IPAddress.Any;

    /// <summary>MTU of the bridge and of containers' interfaces, in bytes, 68 to 65535. Default: 1500.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Called, at most a few times in a daemon's life, with a line for the daemon's log. Must not throw.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>The source of time, for waits. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
