using System.Text.Json;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Execute;
using Berth.Runtime.Monitor;
using Berth.RuntimeCli.Verbs;

namespace Berth.RuntimeCli;

/// <summary>Global options, then a verb. Exit codes: the container's own of <c>run</c> and <c>exec</c>, 255 for an exec that failed, else 1.</summary>
internal static class CommandLine
{
    private delegate int Verb(GlobalOptions global, ReadOnlySpan<string> arguments);

    private static readonly OptionSet s_globalOptions = new OptionSet { OptionsFirst = true }
        .Value("root").Value("log").Value("log-format").Value("rootless").Flag("debug").Flag("version", "v").Flag("help", "h");

    public static int Run(string[] arguments)
    {
        InheritedDescriptors.Count();
        string verb = "";
        try
        {
            ParsedOptions options = s_globalOptions.Parse(arguments);
            if (options.Has("version"))
            {
                Output.Write(VersionText.Full);
                return 0;
            }

            if (options.Has("help") || options.Operands.Count == 0)
            {
                Output.Write(HelpText.Full);
                return 0;
            }

            GlobalOptions global = ToGlobal(options);
            Output.OpenLog(global);
            verb = options.Operands[0];
            if (verb is "create" or "exec" or "monitor" or "run")
            {
                OwnExecutable.Protect();
            }

            InheritedDescriptors.KeepToMyself();

            return Find(verb)(global, options.Operands.Skip(1).ToArray());
        }
        catch (Exception e) when (e is RuntimeException or IOException or UnauthorizedAccessException or JsonException)
        {
            Output.Error(e is LinuxException l ? $"{l.Operation} {l.Path}: {LinuxException.Text(l.Errno)}" : e.Message);
            return verb == "exec" ? 255 : 1;
        }
    }

    private static GlobalOptions ToGlobal(ParsedOptions options)
    {
        string format = options.Get("log-format") ?? "text";
        if (format is not ("text" or "json"))
        {
            throw new RuntimeException($"invalid log format: {format}");
        }

        return new GlobalOptions
        {
            Root = Path.GetFullPath(options.Get("root") ?? GlobalOptions.DefaultRoot),
            RootGiven = options.Get("root") is not null,
            Log = options.Get("log"),
            LogJson = format == "json",
            Debug = options.Has("debug"),
            Rootless = (options.Get("rootless") ?? "auto") switch
            {
                "auto" => null,
                "true" => true,
                "false" => false,
                string other => throw new RuntimeException($"invalid value \"{other}\" for flag --rootless: true, false or auto"),
            },
        };
    }

    private static Verb Find(string name) => name switch
    {
        "create" => CreateVerb.Run,
        "delete" => DeleteVerb.Run,
        "events" => EventsVerb.Run,
        "exec" => ExecVerb.Run,
        "features" => FeaturesVerb.Run,
        "kill" => KillVerb.Run,
        "list" => ListVerb.Run,
        "monitor" => static (global, arguments) => MonitorCommand.Run(global.Root, arguments.ToArray()),
        "pause" => PauseVerb.Run,
        "ps" => PsVerb.Run,
        "resume" => ResumeVerb.Run,
        "run" => RunVerb.Run,
        "spec" => SpecVerb.Run,
        "start" => StartVerb.Run,
        "state" => StateVerb.Run,
        "update" => UpdateVerb.Run,
        _ => throw new RuntimeException($"no such command: {name}"),
    };
}
