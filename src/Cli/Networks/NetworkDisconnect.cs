using Berth.Cli.CommandLine;
using Berth.EngineApi.Networks;

namespace Berth.Cli.Networks;

/// <summary><c>network disconnect</c>: takes a container out of a network.</summary>
internal static class NetworkDisconnect
{
    public static Command Define()
    {
        var force = new SwitchFlag("force", 'f', "Disconnect also a container that is not there any more");
        return new Command("disconnect", "Disconnect a container from a network")
        {
            Operands = "NETWORK CONTAINER",
            Arity = Arity.Exactly(2),
            Flags = [force],
            Run = (context, operands) =>
            {
                context.Client.DisconnectNetwork(operands[0], new NetworkDisconnectRequest { Container = operands[1], Force = force.Value });
                return 0;
            },
        };
    }
}
