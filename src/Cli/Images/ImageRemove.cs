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
        var platforms = new ParsedListFlag<string[]>(
            "platform", null, "strings", "Remove the image for a platform only, such as linux/arm64", value => value.Split(','));
        return new Command("rm", "Remove one or more images")
        {
            Aliases = ["remove"],
            Forms = ["image rm", "image remove", "rmi"],
            Operands = "IMAGE [IMAGE...]",
            Arity = Arity.AtLeast(1),
            Flags = [force, noPrune, platforms],
            Run = (context, operands) =>
            {
                var wanted = platforms.Values.SelectMany(words => words).Select(word => PlatformFlag.ToJson(word, complaint: "")).OfType<string>().ToList();
                return context.ForEach(operands, name => Remove(context, name, force.Value, noPrune.Value, wanted));
            },
        };
    }

    private static void Remove(CliContext context, string name, bool force, bool noPrune, IReadOnlyList<string> platforms)
    {
        try
        {
            foreach (var item in context.Client.RemoveImage(name, force, noPrune, platforms))
            {
                context.Out.WriteLine(item.Deleted is { } deleted ? "Deleted: " + deleted : "Untagged: " + item.Untagged);
            }

            context.Out.Flush();
        }
        catch (EngineApiException e) when (force && e.Status == 404)
        {
            context.Error.WriteLine(CliContext.Describe(e));
        }
    }
}
