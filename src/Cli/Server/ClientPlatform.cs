using System.Runtime.InteropServices;

namespace Berth.Cli.Server;

/// <summary>What this program runs on, in the words of image platforms.</summary>
internal static class ClientPlatform
{
    public static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
