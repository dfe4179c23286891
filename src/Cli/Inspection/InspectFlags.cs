using Berth.Cli.CommandLine;

namespace Berth.Cli.Inspection;

/// <summary><c>--format</c> of commands that show one thing.</summary>
internal static class InspectFlags
{
    public static TextFlag Format() => new("format", 'f', "Format of the output: json, or a Go template");
}
