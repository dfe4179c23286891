using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>unpause</c>: lets frozen processes go on.</summary>
internal static class ContainerUnpause
{
    public static Command Define() => new("unpause", "Let all processes of one or more paused containers go on")
    {
        Forms = ["container unpause", "unpause"],
        Operands = "CONTAINER [CONTAINER...]",
        Arity = Arity.AtLeast(1),
        Run = (context, operands) => context.ForEach(operands, name =>
        {
            context.Client.UnpauseContainer(name);
            context.Out.WriteLine(name);
        }),
    };
}
