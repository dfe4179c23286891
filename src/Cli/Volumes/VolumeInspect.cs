using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;
using Berth.EngineApi;

namespace Berth.Cli.Volumes;

/// <summary><c>volume inspect</c>: shows what the daemon knows of volumes.</summary>
internal static class VolumeInspect
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        return new Command("inspect", "Show what is known of one or more volumes")
        {
            Operands = "VOLUME [VOLUME...]",
            Arity = Arity.AtLeast(1),
            Flags = [format],
            Run = (context, operands) => Inspector.Run(
                context, operands, format.Value, name => (context.Client.InspectVolumeJson(name), EngineApiJson.Wire.Volume)),
        };
    }
}
