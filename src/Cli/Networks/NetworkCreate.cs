using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Networks;

/// <summary><c>network create</c>: makes a network and prints its ID.</summary>
internal sealed class NetworkCreate
{
    private readonly SwitchFlag _attachable = new("attachable", null, "Containers may join a cluster's network by hand");

    private readonly ParsedListFlag<KeyValuePair<string, string>> _auxiliary =
        new("aux-address", null, "map", "Addresses that no container gets (NAME=ADDRESS)", KeyValue.Cut);

    private readonly TextFlag _configFrom = new("config-from", null, "Network to take the configuration from");
    private readonly SwitchFlag _configOnly = new("config-only", null, "Make a network that others only take their configuration from");
    private readonly TextFlag _driver = new("driver", 'd', "Driver of the network: bridge, macvlan, ipvlan", "bridge");
    private readonly SliceFlag _gateways = new("gateway", "Address of a subnet's gateway");
    private readonly SwitchFlag _ingress = new("ingress", null, "Make the routing mesh of a cluster");
    private readonly SwitchFlag _internal = new("internal", null, "Nothing of the network gets out, and nothing in");
    private readonly SliceFlag _ranges = new("ip-range", "Part of a subnet that containers get addresses of");
    private readonly TextFlag _ipamDriver = new("ipam-driver", null, "Driver that gives addresses", "default");

    private readonly ParsedListFlag<KeyValuePair<string, string>> _ipamOptions =
        new("ipam-opt", null, "map", "Set an option of the driver that gives addresses", KeyValue.Cut);

    private readonly SwitchFlag _ipv4 = new("ipv4", null, "Containers have IPv4 addresses", initial: true);
    private readonly SwitchFlag _ipv6 = new("ipv6", null, "Containers have IPv6 addresses");
    private readonly ListFlag _labels = new("label", null, "Set a label of the network", EnvironmentList.CheckLabel);

    private readonly ParsedListFlag<KeyValuePair<string, string>> _options =
        new("opt", 'o', "map", "Set an option of the driver", KeyValue.Cut);

    private readonly TextFlag _scope = new("scope", null, "Where the network is: local, or swarm of a cluster");
    private readonly SliceFlag _subnets = new("subnet", "Subnet of the network, as ADDRESS/BITS");

    public static Command Define()
    {
        var create = new NetworkCreate();
        return new Command("create", "Make a network")
        {
            Operands = "NETWORK",
            Arity = Arity.Exactly(1),
            Flags =
            [
                create._attachable, create._auxiliary, create._configFrom, create._configOnly, create._driver, create._gateways, create._ingress,
                create._internal, create._ranges, create._ipamDriver, create._ipamOptions, create._ipv4, create._ipv6, create._labels, create._options,
                create._scope, create._subnets,
            ],
            Run = create.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var network = context.Client.CreateNetwork(Request(operands[0]));
        context.Out.WriteLine(network.Id);
        return 0;
    }

    private NetworkCreateRequest Request(string name) => new()
    {
        Name = name,
        Driver = _driver.Value,
        Scope = _scope.Value,
        EnableIPv4 = _ipv4.IsSet ? _ipv4.Value : null,
        EnableIPv6 = _ipv6.IsSet ? _ipv6.Value : null,
        IPAM = new Ipam
        {
            Driver = _ipamDriver.Value,
            Options = Map(_ipamOptions),
            Config = Subnets(),
        },
        Internal = _internal.Value,
        Attachable = _attachable.Value,
        Ingress = _ingress.Value,
        ConfigOnly = _configOnly.Value,
        ConfigFrom = _configFrom.Value.Length > 0 ? new ConfigReference { Network = _configFrom.Value } : null,
        Options = Map(_options),
        Labels = KeyValue.ToMap([.. _labels.Values.Select(KeyValue.Parse)]) ?? new Dictionary<string, string>(),
    };

    private List<IpamConfig> Subnets()
    {
        try
        {
            return SubnetConfigs.Of(_subnets.Values, _ranges.Values, _gateways.Values, Map(_auxiliary));
        }
        catch (FormatException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private static IReadOnlyDictionary<string, string> Map(ParsedListFlag<KeyValuePair<string, string>> flag) =>
        KeyValue.ToMap(flag.Values) ?? new Dictionary<string, string>();
}
