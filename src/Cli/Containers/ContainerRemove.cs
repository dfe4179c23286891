using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers;

/// <summary><c>rm</c>: removes containers.</summary>
internal static class ContainerRemove
{
    public static Command Define()
    {
        var force = new SwitchFlag("force", 'f', "Kill and remove a running container");
        var link = new SwitchFlag("link", 'l', "Remove a link");
        var volumes = new SwitchFlag("volumes", 'v', "Remove the container's anonymous volumes");
        return new Command("rm", "Remove one or more containers")
        {
            Aliases = ["remove"],
            Forms = ["container rm", "container remove", "rm"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [force, link, volumes],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                try
                {
                    context.Client.RemoveContainer(name.TrimStart('/'), force.Value, volumes.Value, link.Value);
                    context.Out.WriteLine(name);
                }
                catch (EngineApiException e) when (force.Value && e.Status == 404)
                {
                    // With -f the wish is that it be gone, which it is: said, and no failure.
                    context.Error.WriteLine(CliContext.Describe(e));
                }
            }),
        };
    }
}
