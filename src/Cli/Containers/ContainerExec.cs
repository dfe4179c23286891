using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.Cli.Terminal;
using Berth.EngineApi.Exec;

namespace Berth.Cli.Containers;

/// <summary><c>exec</c>: runs a further process in a running container.</summary>
internal sealed class ContainerExec
{
    private readonly SwitchFlag _detach = new("detach", 'd', "Run the command in the background");
    private readonly TextFlag _detachKeys = new("detach-keys", null, "Key sequence that detaches");
    private readonly ListFlag _env = new("env", 'e', "Set an environment variable", EnvironmentList.Check);
    private readonly ListFlag _envFile = new("env-file", null, "Read environment variables from a file");
    private readonly SwitchFlag _interactive = new("interactive", 'i', "Keep standard input open");
    private readonly SwitchFlag _privileged = new("privileged", null, "Give the command extended privileges");
    private readonly SwitchFlag _tty = new("tty", 't', "Allocate a terminal");
    private readonly TextFlag _user = new("user", 'u', "User name or UID (NAME|UID[:GROUP|GID])");
    private readonly TextFlag _workingDirectory = new("workdir", 'w', "Working directory in the container");

    public static Command Define()
    {
        var exec = new ContainerExec();
        return new Command("exec", "Run a command in a running container")
        {
            Forms = ["container exec", "exec"],
            Operands = "CONTAINER COMMAND [ARG...]",
            Arity = Arity.AtLeast(2),
            Flags =
            [
                exec._detach, exec._detachKeys, exec._env, exec._envFile, exec._interactive, exec._privileged, exec._tty, exec._user,
                exec._workingDirectory,
            ],
            StopsAtOperand = true,
            Run = exec.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var client = context.Client;
        if (_tty.Value && _interactive.Value && !_detach.Value && !context.Terminal.IsInput)
        {
            // The container is looked up first: a wrong name is the more useful complaint.
            client.InspectContainer(operands[0]);
            TerminalCheck.RequireInput(context);
        }

        var size = _tty.Value && context.Terminal.Size() is var (height, width) ? new[] { height, width } : null;
        var id = client.CreateExec(operands[0], new ExecCreateRequest
        {
            User = _user.Value,
            Privileged = _privileged.Value,
            Tty = _tty.Value,
            ConsoleSize = size,
            AttachStdin = !_detach.Value && _interactive.Value,
            AttachStdout = !_detach.Value,
            AttachStderr = !_detach.Value,
            Detach = _detach.Value,
            DetachKeys = context.DetachKeys(_detachKeys),
            Env = EnvironmentList.Read(_envFile.Values, _env.Values, context.Environment),
            WorkingDir = _workingDirectory.Value,
            Cmd = [.. operands.Skip(1)],
        });
        var start = new ExecStartRequest { Detach = _detach.Value, Tty = _tty.Value, ConsoleSize = size };
        if (_detach.Value)
        {
            client.StartExecDetached(id, start);
            return 0;
        }

        return RunAttached(context, id, start);
    }

    private int RunAttached(CliContext context, string id, ExecStartRequest start)
    {
        var client = context.Client;
        using var session = new StreamSession(
            context,
            client.StartExec(id, start),
            new StreamSessionOptions { Tty = _tty.Value, Input = _interactive.Value, DetachKeys = context.DetachKeys(_detachKeys) });
        using var resize = _tty.Value && context.Terminal.IsOutput
            ? ResizeRelay.Start(context.Terminal, (height, width) => client.ResizeExec(id, height, width))
            : null;
        if (session.Run())
        {
            throw new CommandException("read escape sequence");
        }

        return client.InspectExec(id).ExitCode ?? 0;
    }
}
