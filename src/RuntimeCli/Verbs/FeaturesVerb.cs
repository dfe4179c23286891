using System.Text;
using Berth.Oci.Runtime;
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

        Output.Write(Encoding.UTF8.GetString(SpecJson.Write(RuntimeFeatures.Value, indented: true)) + "\n");
        return 0;
    }
}
