using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Images;

/// <summary><c>rmi</c>: removes images.</summary>
internal static class ImageRemove
{
    public static Command Define()
    {
        var force = new SwitchFlag("force", 'f', "Remove even when containers or other names use the image");
        var noPrune = new SwitchFlag("no-prune", null, "Keep untagged parents");
        return new Command("rm", "Remove one or more images")
        {
            Aliases = ["remove"],
            Forms = ["image rm", "image remove", "rmi"],
            Operands = "IMAGE [IMAGE...]",
            Arity = Arity.AtLeast(1),
            Flags = [force, noPrune],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                try
                {
                    foreach (var item in context.Client.RemoveImage(name, force.Value, noPrune.Value))
                    {
                        context.Out.WriteLine(item.Deleted is { } deleted ? "Deleted: " + deleted : "Untagged: " + item.Untagged);
                    }

                    context.Out.Flush();
                }
                catch (EngineApiException e) when (force.Value && e.Status == 404)
                {
                    context.Error.WriteLine(CliContext.Describe(e));
                }
            }),
        };
    }
}
