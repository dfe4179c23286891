using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Runtime;

/// <summary>Starts a created container: whoever connects to its socket does, and hears on it what became of the execve.</summary>
internal static class ContainerStart
{
    public static void Start(string stateRoot, string id)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        string status = ContainerStatus.Of(directory, directory.Read());
        if (status != StateStatus.Created)
        {
            throw NotCreated(status);
        }

        try
        {
            Start(directory);
        }
        catch (RuntimeException e) when (e.IsOfHook)
        {
            // runtime.md, "Lifecycle", step 7: the container is stopped and destroyed.
            ContainerDelete.Delete(stateRoot, id, force: true);
            throw;
        }
    }

    public static void Start(StateDirectory directory)
    {
        Spec spec = directory.ReadSpec();
        using Fd connection = Connect(directory);
        File.Delete(directory.StartSocket);

        // What may still fail from here on, in the plan's words.
        Operation[] remaining = [.. HookCompiler.StartContainerHooks(spec), Operation.Execute(spec.Process!.Args!, [])];
        SyncMessage? first = ClonedProcess.Receive(connection, out Fd? passed);
        switch (first?.Kind)
        {
            case SyncKind.Executing:
                ClonedProcess.WaitForEnd(connection, remaining);
                RunHooks(directory, spec);
                return;
            case SyncKind.Failed:
                throw ClonedProcess.Failure(first.Value, remaining, passed);
            default:
                throw TooLate(directory);
        }
    }

    private static void RunHooks(StateDirectory directory, Spec spec)
    {
        if (spec.Hooks?.Poststart is { Count: > 0 } hooks)
        {
            HookRunner.TryRun(hooks, "poststart", ContainerStatus.ToState(directory, directory.Read()));
        }
    }

    private static RuntimeException NotCreated(string status, Exception? cause = null) => new(
        status switch
        {
            StateStatus.Stopped => "cannot start a container that has stopped",
            StateStatus.Running => "cannot start an already running container",
            _ => $"cannot start a container in the {status} state",
        },
        cause: cause);

    // Somebody else was quicker, or its process has died.
    private static RuntimeException TooLate(StateDirectory directory, Exception? cause = null) => directory.TryRead() is { } state
        ? NotCreated(ContainerStatus.Of(directory, state), cause)
        : new RuntimeException("container does not exist", cause: cause);

    private static Fd Connect(StateDirectory directory)
    {
        using Fd parent = directory.Open();
        try
        {
            return UnixSocket.Connect(parent, StateDirectory.StartSocketName);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ECONNREFUSED)
        {
            throw TooLate(directory, e);
        }
    }
}
