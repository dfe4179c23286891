using System.Text.Json;
using Berth.Cli.CommandLine;
using Berth.Oci;

namespace Berth.Cli.Images;

/// <summary>What <c>--platform</c> of <c>save</c> and <c>load</c> becomes for the daemon.</summary>
internal static class PlatformFlag
{
    /// <summary>The platform as JSON; null where none is given.</summary>
    /// <exception cref="CommandException">It is no platform.</exception>
    public static string? ToJson(string text)
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
            throw new CommandException($"invalid platform: {e.Message}");
        }
    }
}
