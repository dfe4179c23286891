using Berth.Cli.CommandLine;

namespace Berth.Cli.Images;

/// <summary><c>save</c>: writes images into a tar archive.</summary>
internal static class ImageSave
{
    public static Command Define()
    {
        var output = new TextFlag("output", 'o', "Write to a file instead of standard output");
        var platform = new TextFlag("platform", null, "Save only the image for a platform, such as linux/arm64");
        return new Command("save", "Write one or more images to a tar archive")
        {
            Forms = ["image save", "save"],
            Operands = "IMAGE [IMAGE...]",
            Arity = Arity.AtLeast(1),
            Flags = [output, platform],
            Run = (context, operands) =>
            {
                var wanted = PlatformFlag.ToJson(platform.Value);
                var archive = ArchiveOutput.Check(context, output.Value, "failed to save image");
                using var response = context.Client.SaveImages(operands, wanted);
                archive.Write(response.Body);
                return 0;
            },
        };
    }
}
