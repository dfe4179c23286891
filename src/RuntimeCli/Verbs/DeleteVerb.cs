using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class DeleteVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet().Flag("force", "f").Parse(arguments);
        ContainerVerbs.Delete(global.Root, options.ContainerId(), options.Has("force"));
        return 0;
    }
}
