using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Networks;

/// <summary><c>network connect</c>: lets a container, running or not, join a network.</summary>
internal sealed class NetworkConnect
{
    private readonly SliceFlag _aliases = new("alias", "Add a name of the container in the network");
    private readonly SliceFlag _driverOptions = new("driver-opt", "Set an option of the network's driver");
    private readonly NumberFlag _gatewayPriority = new("gw-priority", null, "The network of the highest priority has the default gateway");
    private readonly TextFlag _ip = new("ip", null, "IPv4 address of the container");
    private readonly TextFlag _ip6 = new("ip6", null, "IPv6 address of the container");
    private readonly ListFlag _links = new("link", null, "Add a link to another container", LinkSpec.Check);
    private readonly SliceFlag _linkLocalIps = new("link-local-ip", "Add a link-local address of the container");

    public static Command Define()
    {
        var connect = new NetworkConnect();
        return new Command("connect", "Connect a container to a network")
        {
            Operands = "NETWORK CONTAINER",
            Arity = Arity.Exactly(2),
            Flags =
            [
                connect._aliases, connect._driverOptions, connect._gatewayPriority, connect._ip, connect._ip6, connect._links, connect._linkLocalIps,
            ],
            Run = connect.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        context.Client.ConnectNetwork(operands[0], new NetworkConnectRequest { Container = operands[1], EndpointConfig = Endpoint() });
        return 0;
    }

    private EndpointSettings Endpoint() => new()
    {
        IPAMConfig = new EndpointIpamConfig
        {
            IPv4Address = _ip.Value.Length > 0 ? _ip.Value : null,
            IPv6Address = _ip6.Value.Length > 0 ? _ip6.Value : null,
            LinkLocalIPs = _linkLocalIps.Values.Count > 0 ? _linkLocalIps.Values : null,
        },
        Links = _links.ValuesOrNull,
        Aliases = _aliases.Values,
        DriverOpts = DriverOptions(),
        GwPriority = _gatewayPriority.Given ?? 0,
    };

    private Dictionary<string, string> DriverOptions()
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in _driverOptions.Values)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            options[equals > 0 ? text[..equals] : throw new CommandException("invalid key/value pair format in driver options")] = text[(equals + 1)..];
        }

        return options;
    }
}
