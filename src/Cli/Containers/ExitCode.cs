using Berth.Cli.CommandLine;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>The container's exit code as ours.</summary>
internal static class ExitCode
{
    /// <exception cref="CommandException">The daemon could not tell.</exception>
    public static int Of(ContainerWaitResponse response) => response.Error is { Message.Length: > 0 } error
        ? throw new CommandException(error.Message, CommandLineRunner.UsageError)
        : (int)(response.StatusCode & 0xff);
}
