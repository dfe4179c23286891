using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context import</c>: makes a context of a file that <c>context export</c> wrote.</summary>
internal static class ContextImport
{
    public static Command Define() => new("import", "Import a context from a tar or zip file")
    {
        Operands = "CONTEXT FILE|-",
        Arity = Arity.Exactly(2),
        Run = (context, operands) => Run(context, operands[0], operands[1]),
    };

    private static int Run(CliContext context, string name, string file)
    {
        ContextName.Check(name);
        if (context.Contexts.Exists(name))
        {
            throw new CommandException($"context \"{name}\" already exists");
        }

        var (record, tls) = ContextArchive.Read(Read(context, file));
        record.Name = name;
        context.Contexts.Save(record, tls);
        context.Out.WriteLine(name);
        context.Out.Flush();
        context.Error.WriteLine($"Successfully imported context \"{name}\"");
        return 0;
    }

    private static byte[] Read(CliContext context, string file)
    {
        try
        {
            using var input = file == "-" ? context.Streams.In : File.OpenRead(file);
            using var content = new MemoryStream();
            var buffer = new byte[16 << 10];
            while (input.Read(buffer) is > 0 and var read)
            {
                content.Write(buffer, 0, read);
                if (content.Length > ContextStore.LongestFile)
                {
                    throw new CommandException($"{file} is longer than {ContextStore.LongestFile} bytes");
                }
            }

            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"open {file}: {FileError.Text(e)}");
        }
    }
}
