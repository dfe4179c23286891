using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers;

/// <summary><c>start</c>: starts stopped containers, or one with the standard streams attached.</summary>
internal sealed class ContainerStart
{
    private readonly SwitchFlag _attach = new("attach", 'a', "Attach standard output and error and forward signals");
    private readonly SwitchFlag _interactive = new("interactive", 'i', "Attach standard input");
    private readonly TextFlag _detachKeys = new("detach-keys", null, "Key sequence that detaches");

    public static Command Define()
    {
        var start = new ContainerStart();
        return new Command("start", "Start one or more stopped containers")
        {
            Forms = ["container start", "start"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [start._attach, start._interactive, start._detachKeys],
            Run = start.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (!_attach.Value && !_interactive.Value)
        {
            return StartAll(context, operands);
        }

        return operands.Count == 1
            ? StartAttached(context, operands[0])
            : throw new CommandException("you cannot start and attach multiple containers at once");
    }

    private static int StartAll(CliContext context, IReadOnlyList<string> operands)
    {
        var failed = new List<string>();
        context.ForEach(operands, name =>
        {
            try
            {
                context.Client.StartContainer(name);
                context.Out.WriteLine(name);
                context.Out.Flush();
            }
            catch (EngineApiException)
            {
                failed.Add(name);
                throw;
            }
        });
        return failed.Count == 0 ? 0 : throw new CommandException("Error: failed to start containers: " + string.Join(", ", failed));
    }

    private int StartAttached(CliContext context, string name)
    {
        var client = context.Client;
        var container = client.InspectContainer(name);
        var id = container.Id;
        using var proxy = container.Config.Tty ? null : SignalProxy.Start(signal => client.KillContainer(id, signal));
        var input = _interactive.Value && container.Config.OpenStdin;
        var connection = client.Attach(id, new AttachRequest { Stdin = input, Stdout = true, Stderr = true, DetachKeys = context.DetachKeys(_detachKeys) });
        using var session = new StreamSession(
            context, connection, new StreamSessionOptions { Tty = container.Config.Tty, Input = input, DetachKeys = context.DetachKeys(_detachKeys) });
        using var waiting = client.BeginWait(id, container.HostConfig.AutoRemove ? "removed" : "next-exit");
        client.StartContainer(id);
        using var resize = container.Config.Tty && context.Terminal.IsOutput
            ? ResizeRelay.Start(context.Terminal, (height, width) => client.ResizeContainer(id, height, width))
            : null;
        return session.Run()
            ? throw new CommandException("read escape sequence")
            : ExitCode.Of(EngineClient.FinishWait(waiting));
    }
}
