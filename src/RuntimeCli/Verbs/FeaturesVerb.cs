using System.Text.Json;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class FeaturesVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        _ = global;
        if (new OptionSet().Parse(arguments).Operands.Count > 0)
        {
            throw new RuntimeException("features takes no argument");
        }

        Output.Write(JsonSerializer.Serialize(RuntimeFeatures.Value, IndentedJson.Default.Features) + "\n");
        return 0;
    }
}
