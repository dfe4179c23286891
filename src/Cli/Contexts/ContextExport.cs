using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context export</c>: writes a context to a file that another machine imports.</summary>
internal static class ContextExport
{
    public static Command Define() => new("export", "Export a context to a tar archive FILE or a tar stream on STDOUT")
    {
        Operands = "CONTEXT [FILE|-]",
        Arity = new Arity(1, 2),
        Run = (context, operands) => Run(context, operands[0], operands.Count == 2 ? operands[1] : operands[0] + ".dockercontext"),
    };

    private static int Run(CliContext context, string name, string file)
    {
        var record = ContextShow.Find(context, name);
        var tls = context.Contexts.TlsFiles(name);
        if (file == "-")
        {
            if (context.Terminal.IsOutput)
            {
                throw new CommandException("cowardly refusing to export to a terminal, specify a file path");
            }

            ContextArchive.Write(context.Streams.Out, record, tls);
            return 0;
        }

        try
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = owner };
            using var stream = new FileStream(file, options);
            ContextArchive.Write(stream, record, tls);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"open {file}: {(File.Exists(file) ? "file exists" : FileError.Text(e))}");
        }

        context.Error.WriteLine($"Written file \"{file}\"");
        return 0;
    }
}
