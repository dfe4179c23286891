using System.Text;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class StateVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        string id = new OptionSet().Parse(arguments).ContainerId();
        Output.Write(Encoding.UTF8.GetString(SpecJson.Write(ContainerVerbs.State(global.Root, id), indented: true)) + "\n");
        return 0;
    }
}
