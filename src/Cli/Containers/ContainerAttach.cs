using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary><c>attach</c>: connects the standard streams with those of a running container.</summary>
internal sealed class ContainerAttach
{
    private readonly TextFlag _detachKeys = new("detach-keys", null, "Key sequence that detaches");
    private readonly SwitchFlag _noStdin = new("no-stdin", null, "Do not attach standard input");
    private readonly SwitchFlag _signalProxy = new("sig-proxy", null, "Hand received signals to the process", initial: true);

    public static Command Define()
    {
        var attach = new ContainerAttach();
        return new Command("attach", "Attach the standard streams to a running container")
        {
            Forms = ["container attach", "attach"],
            Operands = "CONTAINER",
            Arity = Arity.Exactly(1),
            Flags = [attach._detachKeys, attach._noStdin, attach._signalProxy],
            Run = attach.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var client = context.Client;
        var container = client.InspectContainer(operands[0]);
        var id = container.Id;
        var tty = container.Config.Tty;
        Check(container.State);
        var input = !_noStdin.Value && container.Config.OpenStdin;
        if (tty && input)
        {
            TerminalCheck.RequireInput(context);
        }

        using var proxy = _signalProxy.Value && !tty ? SignalProxy.Start(signal => client.KillContainer(id, signal)) : null;
        using var waiting = client.BeginWait(id, condition: null);
        var connection = client.Attach(id, new AttachRequest { Stdin = input, Stdout = true, Stderr = true, DetachKeys = context.DetachKeys(_detachKeys) });
        using var session = new StreamSession(
            context, connection, new StreamSessionOptions { Tty = tty, Input = input, DetachKeys = context.DetachKeys(_detachKeys) });
        using var resize = tty && context.Terminal.IsOutput
            ? ResizeRelay.Start(context.Terminal, (height, width) => client.ResizeContainer(id, height, width))
            : null;
        return session.Run()
            ? throw new CommandException("read escape sequence")
            : ExitCode.Of(EngineClient.FinishWait(waiting));
    }

    private static void Check(ContainerState state)
    {
        if (!state.Running)
        {
            throw new CommandException("You cannot attach to a stopped container, start it first");
        }

        if (state.Paused)
        {
            throw new CommandException("You cannot attach to a paused container, unpause it first");
        }

        if (state.Restarting)
        {
            throw new CommandException("You cannot attach to a restarting container, wait until it is running");
        }
    }
}
