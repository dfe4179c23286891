using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;
using Berth.EngineApi;

namespace Berth.Cli.Containers;

/// <summary><c>container inspect</c>: shows what the daemon knows of containers.</summary>
internal static class ContainerInspect
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        var size = new SwitchFlag("size", 's', "Show how much space the container takes");
        return new Command("inspect", "Show what is known of one or more containers")
        {
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [format, size],
            Run = (context, operands) => Inspector.Run(
                context,
                operands,
                format.Value,
                name => (context.Client.InspectContainerJson(name, size.Value), EngineApiJson.Wire.ContainerInspect)),
        };
    }
}
