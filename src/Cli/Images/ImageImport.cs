using System.Formats.Tar;
using System.IO.Pipelines;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary><c>import</c>: makes an image of a root filesystem in a tar archive, a directory, or at a URL.</summary>
internal sealed class ImageImport
{
    private readonly ListFlag _changes = new("change", 'c', "Apply a Dockerfile instruction to the image");
    private readonly TextFlag _message = new("message", 'm', "Message for the image's history");
    private readonly TextFlag _platform = new("platform", null, "Platform of the image");

    public static Command Define()
    {
        var import = new ImageImport();
        return new Command("import", "Make an image from the contents of a tar archive")
        {
            Forms = ["image import", "import"],
            Operands = "file|directory|URL|- [REPOSITORY[:TAG]]",
            Arity = new Arity(1, 2),
            Flags = [import._changes, import._message, import._platform],
            Run = import.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var source = operands[0];
        var isUrl = source.Contains("://", StringComparison.Ordinal);
        var (repository, tag) = operands.Count == 2 ? SplitTag(operands[1]) : (null, null);
        using var archive = isUrl ? null : Open(context, source);
        using var response = context.Client.ImportImage(new ImportRequest
        {
            Source = isUrl ? source : "-",
            Archive = archive,
            Repository = repository,
            Tag = tag,
            Message = _message.Value,
            Platform = _platform.Value,
            Changes = _changes.Values,
        });
        ProgressPrinter.Print(response.Body, context.Out, context.Terminal.OutputWidth);
        return 0;
    }

    private static (string? Repository, string? Tag) SplitTag(string text)
    {
        var (name, tag) = ImageName.Split(text);
        return (name, tag);
    }

    private static Stream Open(CliContext context, string source)
    {
        if (source == "-")
        {
            return context.Streams.In;
        }

        try
        {
            return Directory.Exists(source) ? Pack(source) : File.OpenRead(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"open {source}: {FileError.Text(e)}");
        }
    }

    /// <summary>A directory as a tar archive, written by one thread while the request reads.</summary>
    private static Stream Pack(string directory)
    {
        var pipe = new Pipe();
        new Thread(() =>
        {
            try
            {
                using var stream = pipe.Writer.AsStream(leaveOpen: true);
                TarFile.CreateFromDirectory(directory, stream, includeBaseDirectory: false);
                stream.Flush();
                pipe.Writer.Complete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                pipe.Writer.Complete(new IOException($"cannot pack {directory}: {e.Message}", e));
            }
        })
        { IsBackground = true, Name = "tar" }.Start();
        return pipe.Reader.AsStream();
    }
}
