using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary><c>pull</c>: fetches an image from a registry.</summary>
internal static class ImagePull
{
    public static Command Define()
    {
        var platform = new TextFlag("platform", null, "Platform of the image");
        var quiet = new SwitchFlag("quiet", 'q', "Print only the image's name");
        return new Command("pull", "Fetch an image from a registry")
        {
            Forms = ["image pull", "pull"],
            Operands = "NAME[:TAG|@DIGEST]",
            Arity = Arity.Exactly(1),
            Flags = [platform, quiet],
            Run = (context, operands) =>
            {
                if (Reference.TryParse(operands[0], out var reference) && reference is { Tag: null, Digest: null } && !quiet.Value)
                {
                    context.Out.WriteLine("Using default tag: latest");
                    context.Out.Flush();
                }

                using var response = Request(context, operands[0], platform.Value);
                ProgressPrinter.Print(response.Body, quiet.Value ? TextWriter.Null : context.Out, !quiet.Value && context.Terminal.IsOutput);
                context.Out.WriteLine(reference?.WithDefaultTag().ToString());
                return 0;
            },
        };
    }

    /// <summary>Begins a pull; the answer is a progress stream.</summary>
    public static EngineResponse Request(CliContext context, string image, string platform)
    {
        var (name, tag) = ImageName.Split(image);
        return context.Client.PullImage(name, tag ?? Reference.DefaultTag, platform);
    }
}
