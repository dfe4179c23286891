using Berth.Cli.CommandLine;

namespace Berth.Cli.Volumes;

/// <summary><c>volume rm</c>: removes volumes that no container mounts.</summary>
internal static class VolumeRemove
{
    public static Command Define()
    {
        var force = new SwitchFlag("force", 'f', "A volume that is not there is no error");
        return new Command("rm", "Remove one or more volumes that no container uses")
        {
            Aliases = ["remove"],
            Operands = "VOLUME [VOLUME...]",
            Arity = Arity.AtLeast(1),
            Flags = [force],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                context.Client.RemoveVolume(name, force.Value);
                context.Out.WriteLine(name);
                context.Out.Flush();
            }),
        };
    }
}
