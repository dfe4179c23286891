using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>What <c>--platform</c> of commands on images becomes for the daemon.</summary>
internal static class PlatformFlag
{
    /// <summary>The platform as JSON; null where none is given.</summary>
    /// <param name="text">As the command line has it.</param>
    /// <param name="complaint">What docker's command says before what is wrong with a platform.</param>
    /// <exception cref="CommandException">It is no platform.</exception>
    public static string? ToJson(string text, string complaint = "invalid platform: ")
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Serialize(Platform.Parse(text), OciJson.Default.Platform);
        }
        catch (FormatException e)
        {
            throw new CommandException(complaint + e.Message);
        }
    }
}
