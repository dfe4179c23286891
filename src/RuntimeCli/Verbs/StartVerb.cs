using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class StartVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ContainerVerbs.Start(global.Root, new OptionSet().Parse(arguments).ContainerId());
        return 0;
    }
}
