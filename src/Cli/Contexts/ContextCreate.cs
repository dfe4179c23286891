using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context create</c>: keeps a daemon's address under a name.</summary>
internal sealed class ContextCreate
{
    private readonly TextFlag _description = new("description", null, "Description of the context");
    private readonly EndpointFlag _docker = new();
    private readonly TextFlag _from = new("from", null, "Copy a context");

    public static Command Define()
    {
        var create = new ContextCreate();
        return new Command("create", "Create a context")
        {
            Operands = "CONTEXT",
            Arity = Arity.Exactly(1),
            Flags = [create._description, create._docker, create._from],
            Run = (context, operands) => create.Run(context, operands[0]),
        };
    }

    private int Run(CliContext context, string name)
    {
        ContextName.Check(name);
        if (context.Contexts.Exists(name))
        {
            throw new CommandException($"context \"{name}\" already exists");
        }

        var (record, tls) = _docker.IsSet && _from.Value.Length == 0 ? New(context, name) : Copy(context, name);
        if (_description.Value.Length > 0)
        {
            record.Description = _description.Value;
        }

        context.Contexts.Save(record, tls);
        context.Out.WriteLine(name);
        context.Out.Flush();
        context.Error.WriteLine($"Successfully created context \"{name}\"");
        return 0;
    }

    private (ContextRecord Record, Dictionary<string, byte[]> Tls) New(CliContext context, string name)
    {
        var (host, skips, tls) = _docker.Read(context, "create");
        return (new ContextRecord(name, host, skips), tls);
    }

    /// <summary>The context that <c>--from</c> names, else the one that is used now.</summary>
    private (ContextRecord Record, Dictionary<string, byte[]> Tls) Copy(CliContext context, string name)
    {
        var source = _from.Value.Length > 0 ? _from.Value : context.ContextName;
        var record = ContextShow.Find(context, source).Copy();
        if (source == ContextRecord.Default)
        {
            record.Description = ContextRecord.DefaultDescription;
        }

        record.Name = name;
        return (record, context.Contexts.TlsFiles(source));
    }
}
