using Berth.Cli.CommandLine;

namespace Berth.Cli.Images;

/// <summary><c>load</c>: reads images that <c>save</c> has written.</summary>
internal static class ImageLoad
{
    public static Command Define()
    {
        var input = new TextFlag("input", 'i', "Read from a file instead of standard input");
        var quiet = new SwitchFlag("quiet", 'q', "Do not show progress");
        var platform = new TextFlag("platform", null, "Load only the image for a platform, such as linux/arm64");
        return new Command("load", "Read images from a tar archive")
        {
            Forms = ["image load", "load"],
            Flags = [input, quiet, platform],
            Run = (context, _) =>
            {
                var wanted = PlatformFlag.ToJson(platform.Value);
                using var archive = Open(context, input.Value);
                using var response = context.Client.LoadImages(archive, quiet.Value || !context.Terminal.IsOutput, wanted);
                if (response.Head["Content-Type"]?.StartsWith("application/json", StringComparison.Ordinal) == true)
                {
                    ProgressPrinter.Print(response.Body, context.Out, context.Terminal.OutputWidth);
                }
                else
                {
                    response.Body.CopyTo(context.Streams.Out);
                }

                return 0;
            },
        };
    }

    private static Stream Open(CliContext context, string path)
    {
        if (path.Length == 0)
        {
            return context.Terminal.IsInput
                ? throw new CommandException("requested load from stdin, but stdin is empty")
                : context.Streams.In;
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"open {path}: {FileError.Text(e)}");
        }
    }
}
