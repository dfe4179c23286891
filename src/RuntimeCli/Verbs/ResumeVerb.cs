using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class ResumeVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ContainerVerbs.Resume(global.Root, new OptionSet().Parse(arguments).ContainerId());
        return 0;
    }
}
