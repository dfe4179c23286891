using System.Collections;
using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>Those lines of the host's ps(1) that are about a process of the container; or the numbers alone, as JSON.</summary>
internal static class PsVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet { OptionsFirst = true }.Value("format", "f").Parse(arguments);
        IReadOnlyList<int> processes = ContainerVerbs.Processes(global.Root, options.ContainerId(most: int.MaxValue));
        Output.Write((options.Get("format") ?? "table") switch
        {
            "json" => $"[{string.Join(',', processes.Select(p => p.ToString(CultureInfo.InvariantCulture)))}]\n",
            "table" => Table(RunPs([.. options.Operands.Skip(1)]), processes),
            _ => throw new RuntimeException("invalid format option"),
        });
        return 0;
    }

    private static string Table(string[] lines, IReadOnlyList<int> processes)
    {
        char[] blanks = [' ', '\t'];
        int column = Array.IndexOf(lines[0].Split(blanks, StringSplitOptions.RemoveEmptyEntries), "PID");
        if (column < 0)
        {
            throw new RuntimeException("couldn't find PID field in ps output");
        }

        var kept = new StringBuilder(lines[0]).Append('\n');
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split(blanks, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > column && int.TryParse(fields[column], out int process) && processes.Contains(process))
            {
                kept.Append(line).Append('\n');
            }
        }

        return kept.ToString();
    }

    private static string[] RunPs(IReadOnlyList<string> arguments)
    {
        using Fd output = MemoryFile.Create("ps");
        int pid = new Spawn
        {
            Path = Find(),
            Arguments = ["ps", .. arguments.Count > 0 ? arguments : ["-ef"]],
            Environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => $"{e.Key}={e.Value}")],
            Descriptors = [-1, output.Number, output.Number],
        }.Start();
        int status = ChildProcess.Wait(pid);
        string text = Encoding.UTF8.GetString(MemoryFile.ReadAll(output));
        return status == 0 ? text.Split('\n') : throw new RuntimeException($"exit status {status}: {text}");
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':').Select(d => $"{d}/ps").FirstOrDefault(File.Exists)
            ?? throw new RuntimeException("exec: \"ps\": executable file not found in $PATH");
}
