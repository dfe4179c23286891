namespace Berth.Cli;

/// <summary>Asks before something is removed.</summary>
internal static class Confirmation
{
    /// <summary>True when the answer begins with y.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="warning">What is about to happen.</param>
    /// <param name="separator">What stands between that and the question.</param>
    public static bool Ask(CliContext context, string warning, string separator = "\n")
    {
        context.Out.Write(warning + separator + "Are you sure you want to continue? [y/N] ");
        context.Out.Flush();
        using var reader = new StreamReader(context.Streams.In, leaveOpen: true);
        return reader.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
