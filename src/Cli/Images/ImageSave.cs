using Berth.Cli.CommandLine;

namespace Berth.Cli.Images;

/// <summary><c>save</c>: writes images into a tar archive.</summary>
internal static class ImageSave
{
    public static Command Define()
    {
        var output = new TextFlag("output", 'o', "Write to a file instead of standard output");
        return new Command("save", "Write one or more images to a tar archive")
        {
            Forms = ["image save", "save"],
            Operands = "IMAGE [IMAGE...]",
            Arity = Arity.AtLeast(1),
            Flags = [output],
            Run = (context, operands) =>
            {
                if (output.Value.Length == 0 && context.Terminal.IsOutput)
                {
                    throw new CommandException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
                }

                using var response = context.Client.SaveImages(operands);
                if (output.Value.Length == 0)
                {
                    response.Body.CopyTo(context.Streams.Out);
                }
                else
                {
                    WriteFile(output.Value, response.Body);
                }

                return 0;
            },
        };
    }

    /// <summary>The name appears only when the archive is whole.</summary>
    private static void WriteFile(string path, Stream body)
    {
        var temporary = $"{path}.tmp-{Environment.ProcessId}";
        try
        {
            using (var file = File.Create(temporary))
            {
                body.CopyTo(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new CommandException($"failed to save image: {path}: {FileError.Text(e)}");
        }
    }
}
