using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class PauseVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ContainerVerbs.Pause(global.Root, new OptionSet().Parse(arguments).ContainerId());
        return 0;
    }
}
