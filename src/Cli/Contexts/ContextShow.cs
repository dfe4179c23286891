using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context show</c>: prints the name of the context that commands use.</summary>
internal static class ContextShow
{
    public static Command Define() => new("show", "Print the name of the current context")
    {
        Run = (context, _) =>
        {
            context.Out.WriteLine(context.ContextName);
            return 0;
        },
    };

    /// <summary>A context of the store, or the default one as it is now.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static ContextRecord Find(CliContext context, string name) => name == ContextRecord.Default
        ? new ContextRecord(name, DaemonAddress.DefaultHost(context), skipTlsVerify: false)
        : context.Contexts.Get(name);
}
