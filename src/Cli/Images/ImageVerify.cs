using Berth.Cli.CommandLine;

namespace Berth.Cli.Images;

/// <summary><c>image verify</c>: has the daemon read what the disk has of images, and says what is damaged.</summary>
internal static class ImageVerify
{
    public static Command Define() => new("verify", "Compare what the disk has of images with their digests")
    {
        Operands = "[IMAGE...]",
        Arity = Arity.Any,
        Run = static (context, operands) =>
        {
            using var response = context.Client.VerifyImages(operands);
            ProgressPrinter.Print(response.Body, context.Out, context.Terminal.OutputWidth);
            return 0;
        },
    };
}
