using System.Globalization;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class PsVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet().Value("format", "f").Parse(arguments);
        IReadOnlyList<int> processes = ContainerVerbs.Processes(global.Root, options.ContainerId());
        IEnumerable<string> numbers = processes.Select(p => p.ToString(CultureInfo.InvariantCulture));
        Output.Write((options.Get("format") ?? "table") switch
        {
            "json" => $"[{string.Join(',', numbers)}]\n",
            "table" => "PID\n" + string.Concat(numbers.Select(n => n + "\n")),
            _ => throw new RuntimeException("invalid format option"),
        });
        return 0;
    }
}
