using Berth.Cli.CommandLine;

namespace Berth.Cli.Volumes;

/// <summary><c>volume update</c>: changes a volume of a cluster, which no engine outside a swarm has; the daemon says so.</summary>
internal static class VolumeUpdate
{
    public static Command Define()
    {
        var availability = new TextFlag("availability", null, "Whether the cluster may use it (active, pause, drain)", "active");
        return new Command("update", "Change a volume of a cluster")
        {
            Operands = "[VOLUME]",
            Arity = Arity.Exactly(1),
            Flags = [availability],
            Run = (context, operands) =>
            {
                // What is known of it comes first: one that is not there is said so.
                _ = context.Client.InspectVolumeJson(operands[0]);
                context.Client.UpdateVolume(operands[0]);
                return 0;
            },
        };
    }
}
