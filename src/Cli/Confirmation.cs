namespace Berth.Cli;

/// <summary>Asks before something is removed.</summary>
internal static class Confirmation
{
    /// <summary>True when the answer begins with y.</summary>
    public static bool Ask(CliContext context, string warning)
    {
        context.Out.Write(warning + "\nAre you sure you want to continue? [y/N] ");
        context.Out.Flush();
        using var reader = new StreamReader(context.Streams.In, leaveOpen: true);
        return reader.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
