using Berth.EngineApi.Http;

namespace Berth.Cli.CommandLine;

/// <summary>
/// From words to an exit code:
/// <code>
///   1. global flags         -H, --version, --help before the verb
///   2. the verb             down the tree of commands
///   3. its flags            read against the verb's own set
///   4. its operands         counted
///   5. the work             errors become one line and a code
/// </code>
/// </summary>
internal sealed class CommandLineRunner(Command root, CliContext context)
{
    /// <summary>The exit code for a command line that cannot be read, and for a daemon's refusal of <c>run</c>.</summary>
    public const int UsageError = 125;

    public int Run(ReadOnlySpan<string> arguments)
    {
        // 1.
        if (!TryParse(root, root.Name, arguments, stopAtOperand: true, out var words, out var code))
        {
            return code;
        }

        try
        {
            context.Options.Check();
        }
        catch (CommandException e)
        {
            context.Error.WriteLine(e.Message);
            return e.ExitCode;
        }

        // 2.
        var (command, path, rest) = Locate(words);
        if (command.Run is null)
        {
            return RunGroup(command, path, rest);
        }

        if (command.IsPassedOn)
        {
            return Execute(command, path, rest);
        }

        // 3.
        if (!TryParse(command, path, rest.ToArray(), command.StopsAtOperand, out var operands, out code))
        {
            return code;
        }

        // 4.
        if (command.Arity.Complaint(operands.Count) is { } complaint)
        {
            var hint = command.Arity.IsOpen ? "See" : "Run";
            context.Error.WriteLine($"{context.Program}: '{path}' {complaint}\n\n{HelpText.UsageLine(command, path)}");
            context.Error.WriteLine($"\n{hint} '{path} --help' for more information");
            return 1;
        }

        // 5.
        return Execute(command, path, operands);
    }

    private (Command Command, string Path, List<string> Words) Locate(List<string> words)
    {
        var (command, path, next) = (root, root.Name, 0);
        var isHelp = words.Count > 0 && words[0] == "help";
        if (isHelp)
        {
            next = 1;
        }

        while (next < words.Count && command.Find(words[next]) is { } child)
        {
            path += " " + words[next++];
            command = child;
        }

        var rest = words[next..];
        if (isHelp)
        {
            rest = rest.Count == 0 ? ["--help"] : rest;
        }

        return (command, path, rest);
    }

    private bool TryParse(
        Command command, string path, ReadOnlySpan<string> arguments, bool stopAtOperand, out List<string> operands, out int code)
    {
        operands = [];
        var isTaken = command.Flags.Any(flag => flag.Shorthand == 'h');
        var help = new SwitchFlag("help", isTaken ? null : 'h', "Print this help") { IsHidden = true };
        try
        {
            operands = new FlagSet([.. command.Flags, help]).Parse(arguments, stopAtOperand);
        }
        catch (UsageException e)
        {
            context.Error.WriteLine($"{e.Message}\n\n{HelpText.UsageLine(command, path)}\n\nRun '{path} --help' for more information");
            code = UsageError;
            return false;
        }
        catch (CommandException e)
        {
            context.Error.WriteLine(e.Message);
            code = command.ReportsAsRun ? UsageError : e.ExitCode;
            return false;
        }

        code = 0;
        if (help.Value)
        {
            context.Out.Write(HelpText.Full(command, path, context.Terminal.Width ?? HelpText.DefaultWidth));
        }

        return !help.Value;
    }

    private int RunGroup(Command command, string path, List<string> rest)
    {
        if (command == root && context.Options.Version.Value)
        {
            context.Out.WriteLine(ProgramVersion.Line(context.Program));
            return 0;
        }

        if (!TryParse(command, path, rest.ToArray(), stopAtOperand: true, out var operands, out var code))
        {
            return code;
        }

        if (operands.Count == 0)
        {
            // Help that was not asked for goes where errors go.
            context.Error.Write(HelpText.Full(command, path, context.Terminal.Width ?? HelpText.DefaultWidth));
            return 0;
        }

        var usage = command == root ? "" : $"Usage:  {path}\n\n";
        context.Error.WriteLine($"{context.Program}: unknown command: {path} {operands[0]}\n\n{usage}Run '{path} --help' for more information");
        return 1;
    }

    private int Execute(Command command, string path, IReadOnlyList<string> operands)
    {
        try
        {
            return command.Run!(context, operands);
        }
        catch (EngineConnectionException e)
        {
            return Fail(context.Describe(e), 1);
        }
        catch (EngineApiException e)
        {
            return Fail(CliContext.Describe(e), 1);
        }
        catch (CommandException e)
        {
            return e.Message.Length == 0 ? e.ExitCode : Fail(e.Message, e.ExitCode);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or System.Net.Sockets.SocketException
            && e is not Terminal.BrokenPipeException)
        {
            return Fail($"error during connect: {e.Message}", 1);
        }

        int Fail(string message, int code)
        {
            var pointsToHelp = command.ReportsAsRun || (command.ReportsUsageAsRun && code == UsageError);
            if (!pointsToHelp || code == CommandFailure.Plain)
            {
                context.Error.WriteLine(message);
                return code == CommandFailure.Plain ? 1 : code;
            }

            context.Error.WriteLine($"{context.Program}: {message}\n\nRun '{path} --help' for more information");
            return code == UsageError ? code : CommandFailure.CodeOf(message);
        }
    }
}
