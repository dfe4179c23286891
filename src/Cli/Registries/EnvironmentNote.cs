using Berth.Cli.Credentials;

namespace Berth.Cli.Registries;

/// <summary>Says that a variable overrides what login and logout do.</summary>
internal static class EnvironmentNote
{
    public static void Print(CliContext context)
    {
        if (!string.IsNullOrEmpty(context.Environment(EnvironmentStore.Variable)))
        {
            Note.Warning(
                context,
                $"{EnvironmentStore.Variable} is set and takes precedence.\nUnset {EnvironmentStore.Variable} to restore the CLI auth behaviour.\n");
        }
    }
}
