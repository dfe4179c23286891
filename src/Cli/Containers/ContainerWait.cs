using Berth.Cli.CommandLine;
using Berth.EngineApi;

namespace Berth.Cli.Containers;

/// <summary><c>wait</c>: blocks until containers have stopped and prints their exit codes.</summary>
internal static class ContainerWait
{
    public static Command Define() => new("wait", "Wait until one or more containers stop and print their exit codes")
    {
        Forms = ["container wait", "wait"],
        Operands = "CONTAINER [CONTAINER...]",
        Arity = Arity.AtLeast(1),
        Run = (context, operands) => context.ForEach(operands, name =>
        {
            // Why a container could not be started is no failure of the waiting.
            context.Out.WriteLine(EngineClient.FinishWait(context.Client.BeginWait(name, condition: null)).StatusCode);
            context.Out.Flush();
        }),
    };
}
