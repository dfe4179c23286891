using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>pause</c>: freezes all processes.</summary>
internal static class ContainerPause
{
    public static Command Define() => new("pause", "Pause all processes of one or more containers")
    {
        Forms = ["container pause", "pause"],
        Operands = "CONTAINER [CONTAINER...]",
        Arity = Arity.AtLeast(1),
        Run = (context, operands) => context.ForEach(operands, name =>
        {
            context.Client.PauseContainer(name);
            context.Out.WriteLine(name);
        }),
    };
}
