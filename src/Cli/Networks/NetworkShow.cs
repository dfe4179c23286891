using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;
using Berth.EngineApi;

namespace Berth.Cli.Networks;

/// <summary><c>network inspect</c>: shows what the daemon knows of networks.</summary>
internal static class NetworkShow
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        var verbose = new SwitchFlag("verbose", 'v', "Show what a swarm knows, too");
        return new Command("inspect", "Show what is known of one or more networks")
        {
            Operands = "NETWORK [NETWORK...]",
            Arity = Arity.AtLeast(1),
            Flags = [format, verbose],
            Run = (context, operands) => Inspector.Run(
                context,
                operands,
                format.Value,
                name => (context.Client.InspectNetworkJson(name, verbose.Value), EngineApiJson.Wire.NetworkInspect)),
        };
    }
}
