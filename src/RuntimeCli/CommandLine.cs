using System.Text.Json;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Execute;
using Berth.Runtime.Lifecycle;
using Berth.Runtime.Monitor;
using Berth.RuntimeCli.Verbs;

namespace Berth.RuntimeCli;

/// <summary>Global options, then a verb. Exit codes: the container's own of <c>run</c> and <c>exec</c>, 255 for an exec that failed, else 1.</summary>
internal static class CommandLine
{
    private delegate int Verb(GlobalOptions global, ReadOnlySpan<string> arguments);

    private static readonly OptionSet s_globalOptions = new OptionSet { OptionsFirst = true }
        .Value("root").Value("log").Value("log-format").Flag("debug").Flag("systemd-cgroup").Value("rootless").Value("criu")
        .Flag("version", "v").Flag("help", "h");

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
            if (options.Get("criu") is not null)
            {
                RuntimeLog.Warning("--criu names a program for checkpoint and restore, which are not supported");
            }

            verb = options.Operands[0];
            if (verb is "create" or "exec" or "monitor" or "namespaces" or "run")
            {
                OwnExecutable.Protect();
            }

            InheritedDescriptors.KeepToMyself();

            return Find(verb)(global, options.Operands.Skip(1).ToArray());
        }
        catch (HelpRequestedException)
        {
            Output.Write(HelpText.Of(verb));
            return 0;
        }
        catch (UsageException e)
        {
            Output.Error(e.IsAboutVerb ? $"berth-runtime: \"{verb}\" {e.Message}" : e.Message);
            return 1;
        }
        catch (Exception e) when (e is RuntimeException or IOException or UnauthorizedAccessException or JsonException)
        {
            string text = e is LinuxException l ? $"{l.Operation} {l.Path}: {LinuxException.Text(l.Errno)}" : e.Message;
            Output.Error(Prefix(verb) + text);
            return verb == "exec" ? 255 : 1;
        }
    }

    // What runc says before the reason; its callers cut it off.
    private static string Prefix(string verb) => verb switch
    {
        "create" or "run" => $"berth-runtime {verb} failed: ",
        "exec" => "exec failed: ",
        _ => "",
    };

    private static GlobalOptions ToGlobal(ParsedOptions options)
    {
        string format = options.Get("log-format") ?? "text";
        if (format is not ("text" or "json"))
        {
            throw new UsageException($"invalid log-format: {format}");
        }

        if (options.Has("systemd-cgroup"))
        {
            throw new UsageException("--systemd-cgroup: cgroups by systemd are not supported, only cgroupfs");
        }

        string? root = options.Get("root");
        root = root is null ? GlobalOptions.DefaultRoot : root.Length == 0 ? "/" : Path.GetFullPath(root);
        if (root == "/")
        {
            throw new UsageException("Option --root argument should not be set to /");
        }

        return new GlobalOptions
        {
            Root = root,
            Rootless = RootlessOf(options.Get("rootless")),
            RootGiven = options.Get("root") is not null,
            Log = options.Get("log"),
            LogJson = format == "json",
            Debug = options.Has("debug"),
        };
    }

    private static bool? RootlessOf(string? text) => text is null or "" || text.Equals("auto", StringComparison.OrdinalIgnoreCase)
        ? null
        : ParsedOptions.Boolean(text) ?? throw new UsageException($"invalid value \"{text}\" for flag -rootless: true, false or auto");

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
        "namespaces" => static (_, arguments) => UserNamespaceMaker.Run(arguments.ToArray()),
        "pause" => PauseVerb.Run,
        "ps" => PsVerb.Run,
        "resume" => ResumeVerb.Run,
        "run" => RunVerb.Run,
        "spec" => SpecVerb.Run,
        "start" => StartVerb.Run,
        "state" => StateVerb.Run,
        "update" => UpdateVerb.Run,
        "checkpoint" or "restore" => throw new UsageException($"{name}: checkpoint and restore are not supported"),
        _ => throw new UsageException($"no such command: {name}"),
    };
}
