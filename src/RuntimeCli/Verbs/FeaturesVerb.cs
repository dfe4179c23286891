using System.Text;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class FeaturesVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        _ = global;
        new OptionSet().Parse(arguments).Require(0, 0);

        Output.Write(Encoding.UTF8.GetString(SpecJson.Write(RuntimeFeatures.Value, indented: true)) + "\n");
        return 0;
    }
}
