using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers;

/// <summary>
/// <c>run</c>: creates a container, starts it, and lends it the standard streams.
/// <code>
///   1. create        an image that is not here is pulled
///   2. attach        before the start, so that no output is lost
///   3. wait          likewise, so that no exit is missed
///   4. start
///   5. resize        the terminal is there from now on
///   6. streams       until the output ends, or the detach keys
///   7. exit code     of the container
/// </code>
/// </summary>
internal sealed class ContainerRun
{
    private readonly ContainerFlags _flags = new();
    private readonly SwitchFlag _detach = new("detach", 'd', "Run in the background and print the container's ID");
    private readonly TextFlag _detachKeys = new("detach-keys", null, "Key sequence that detaches");
    private readonly SwitchFlag _signalProxy = new("sig-proxy", null, "Hand received signals to the process", initial: true);

    public static Command Define()
    {
        var run = new ContainerRun();
        return new Command("run", "Create a container from an image and run it")
        {
            Forms = ["container run", "run"],
            Operands = "IMAGE [COMMAND] [ARG...]",
            Arity = Arity.AtLeast(1),
            Flags = [.. run._flags.All, run._detach, run._detachKeys, run._signalProxy],
            StopsAtOperand = true,
            ReportsAsRun = true,
            Run = run.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var request = ContainerRequest.Build(_flags, operands, context.Environment);
        if (_detach.Value)
        {
            return RunDetached(context, request);
        }

        if (request is { Tty: true, AttachStdin: true })
        {
            TerminalCheck.RequireInput(context);
        }

        if (request.Tty && context.Terminal.Size() is var (height, width))
        {
            request = request with { HostConfig = request.HostConfig! with { ConsoleSize = [height, width] } };
        }

        // 1.
        var id = ContainerCreation.Create(context, _flags, request);
        return RunAttached(context, id, request);
    }

    private int RunDetached(CliContext context, CreateContainerRequest request)
    {
        if (_flags.Attach.Values.Count > 0)
        {
            throw new CommandException("conflicting options: cannot specify both --attach and --detach", CommandFailure.Plain);
        }

        request = request with { AttachStdin = false, AttachStdout = false, AttachStderr = false, StdinOnce = false };
        var id = ContainerCreation.Create(context, _flags, request);
        context.Client.StartContainer(id);
        context.Out.WriteLine(id);
        return 0;
    }

    private int RunAttached(CliContext context, string id, CreateContainerRequest request)
    {
        var client = context.Client;
        using var proxy = _signalProxy.Value ? SignalProxy.Start(signal => client.KillContainer(id, signal)) : null;

        // 2.
        using var session = Attach(context, id, request);

        // 3.
        using var waiting = client.BeginWait(id, _flags.Remove.Value ? "removed" : "next-exit");

        // 4.
        try
        {
            client.StartContainer(id);
        }
        catch (EngineApiException)
        {
            WaitForRemoval(waiting);
            throw;
        }

        // 5.
        using var resize = request.Tty && context.Terminal.IsOutput
            ? ResizeRelay.Start(context.Terminal, (height, width) => client.ResizeContainer(id, height, width))
            : null;

        // 6.
        if (session?.Run() == true)
        {
            return 0;
        }

        // 7.
        return ExitCode.Of(EngineClient.FinishWait(waiting));
    }

    private StreamSession? Attach(CliContext context, string id, CreateContainerRequest request)
    {
        if (!request.AttachStdin && !request.AttachStdout && !request.AttachStderr)
        {
            return null;
        }

        var connection = context.Client.Attach(id, new AttachRequest
        {
            Stdin = request.AttachStdin,
            Stdout = request.AttachStdout,
            Stderr = request.AttachStderr,
            DetachKeys = context.DetachKeys(_detachKeys),
        });
        return new StreamSession(context, connection, new StreamSessionOptions
        {
            Tty = request.Tty,
            Input = request.AttachStdin,
            Output = request.AttachStdout,
            Error = request.AttachStderr,
            DetachKeys = context.DetachKeys(_detachKeys),
        });
    }

    /// <summary>With <c>--rm</c> the daemon removes a container that did not start: the name is free when this returns.</summary>
    private void WaitForRemoval(EngineResponse waiting)
    {
        if (!_flags.Remove.Value)
        {
            return;
        }

        try
        {
            EngineClient.FinishWait(waiting);
        }
        catch (Exception e) when (e is IOException or EngineApiException or System.Text.Json.JsonException)
        {
            // Gone before the wait could answer.
        }
    }
}
