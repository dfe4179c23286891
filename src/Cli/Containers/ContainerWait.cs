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
            var response = EngineClient.FinishWait(context.Client.BeginWait(name, condition: null));
            if (response.Error is { Message.Length: > 0 } error)
            {
                throw new CommandException(error.Message);
            }

            context.Out.WriteLine(response.StatusCode);
            context.Out.Flush();
        }),
    };
}
