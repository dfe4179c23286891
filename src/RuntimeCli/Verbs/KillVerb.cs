using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class KillVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet().Flag("all", "a").Parse(arguments);
        string id = options.ContainerId(most: 2);
        string name = options.Operands.Count > 1 ? options.Operands[1] : "SIGTERM";

        // 0 asks whether it could be sent one (kill(2)).
        int signal = name == "0" ? 0 : Signals.Parse(name) ?? throw new RuntimeException($"unknown signal \"{name}\"");
        ContainerVerbs.Kill(global.Root, id, signal, options.Has("all"));
        return 0;
    }
}
