using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;
using Berth.EngineApi;

namespace Berth.Cli.Images;

/// <summary><c>image inspect</c>: shows what the daemon knows of images.</summary>
internal static class ImageInspect
{
    public static Command Define()
    {
        var format = InspectFlags.Format();
        var platform = new TextFlag("platform", null, "Show the image for a platform, such as linux/arm64");
        return new Command("inspect", "Show what is known of one or more images")
        {
            Operands = "IMAGE [IMAGE...]",
            Arity = Arity.AtLeast(1),
            Flags = [format, platform],
            Run = (context, operands) =>
            {
                var wanted = PlatformFlag.ToJson(platform.Value, complaint: "");
                return Inspector.Run(
                    context,
                    operands,
                    format.Value,
                    name => (context.Client.InspectImageJson(name, wanted), EngineApiJson.Wire.ImageInspect));
            },
        };
    }
}
