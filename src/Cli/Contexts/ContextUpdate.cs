using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context update</c>: changes a context's description or endpoint.</summary>
internal sealed class ContextUpdate
{
    private readonly TextFlag _description = new("description", null, "Description of the context");
    private readonly EndpointFlag _docker = new();

    public static Command Define()
    {
        var update = new ContextUpdate();
        return new Command("update", "Change a context")
        {
            Operands = "CONTEXT",
            Arity = Arity.Exactly(1),
            Flags = [update._description, update._docker],
            Run = (context, operands) => update.Run(context, operands[0]),
        };
    }

    private int Run(CliContext context, string name)
    {
        ContextName.Check(name);
        var record = context.Contexts.Get(name);
        Dictionary<string, byte[]>? tls = null;
        if (_docker.IsSet)
        {
            (var host, var skips, tls) = _docker.Read(context, "create");
            record.SetEndpoint(host, skips);
        }

        if (_description.Value.Length > 0)
        {
            record.Description = _description.Value;
        }

        context.Contexts.Save(record, tls);
        context.Out.WriteLine(name);
        context.Out.Flush();
        context.Error.WriteLine($"Successfully updated context \"{name}\"");
        return 0;
    }
}
