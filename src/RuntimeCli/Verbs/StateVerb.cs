using System.Text.Json;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class StateVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        string id = new OptionSet().Parse(arguments).ContainerId();
        Output.Write(JsonSerializer.Serialize(ContainerVerbs.State(global.Root, id), IndentedJson.Default.State) + "\n");
        return 0;
    }
}
