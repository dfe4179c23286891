using System.Runtime.InteropServices;
using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>A clone of this process that executes a plan, seen from the parent.</summary>
internal sealed unsafe class ClonedProcess : IDisposable
{
    // The main thread and the finalizer's: what a native AOT process without other work has.
    private const uint MostThreads = 2;

    private readonly InitPlan _plan;
    private readonly Fd _sync;

    private ClonedProcess(InitPlan plan, int pid, Fd pidFd, Fd sync)
    {
        _plan = plan;
        _sync = sync;
        Pid = pid;
        PidFd = pidFd;
    }

    /// <summary>May become another one before it is created or executed.</summary>
    public int Pid { get; private set; }

    public Fd PidFd { get; private set; }

    /// <summary>The terminal's master, once the child has sent it.</summary>
    public Fd? Console { get; private set; }

    /// <summary>What is to be done when the child waits for hooks.</summary>
    public Action<int>? Hooks { get; init; }

    /// <summary>What is to be done, with the child's number, when it waits for its network interfaces.</summary>
    public Action<int>? Devices { get; set; }

    /// <summary>Gets a copy of the descriptor of the filter that the child has loaded, and the child's number.</summary>
    public Action<Fd, int>? SeccompAgent { get; set; }

    /// <summary>Clones. The child executes the plan and never comes back from here.</summary>
    /// <param name="plan">What it does.</param>
    /// <param name="hooks">Run, with its process ID, where the plan waits for hooks.</param>
    public static ClonedProcess Start(InitPlan plan, Action<int>? hooks = null)
    {
        RequireOneManagedThread();
        if (!OwnExecutable.IsProtected)
        {
            throw new InvalidOperationException("a process that runs from a file of the host must not clone");
        }

        (Fd parentEnd, Fd childEnd) = UnixSocket.Pair();
        using var native = new NativePlan(plan.Operations);
        int pidFd = -1;
        int pid;
        using (var pidNamespace = PidNamespaceForChildren.Enter(plan.PidNamespacePath))
        {
            pid = Clone(plan.CloneFlags, &pidFd, native, childEnd.Number, parentEnd.Number);
        }

        childEnd.Dispose();
        if (pid < 0)
        {
            parentEnd.Dispose();
            string what = (plan.CloneFlags & Sys.CLONE_NEWUSER) != 0 ? "clone into a new user namespace" : "clone";
            throw new RuntimeException($"{what}: {LinuxException.Text((Errno)(-pid))}");
        }

        return new ClonedProcess(plan, pid, new Fd(pidFd), parentEnd) { Hooks = hooks };
    }

    /// <summary>Waits until the child is set up and waits for its start.</summary>
    /// <exception cref="RuntimeException">An operation of the plan failed.</exception>
    public void WaitUntilCreated() => WaitFor(SyncKind.Created);

    /// <summary>Waits until execve has succeeded.</summary>
    /// <exception cref="RuntimeException">An operation of the plan failed.</exception>
    public void WaitUntilExecuted()
    {
        WaitFor(SyncKind.Executing);
        WaitForEnd(_sync, _plan.Operations);
    }

    /// <summary>Waits until the child waits for its parent, and does what is to be done for it; it goes on waiting.</summary>
    public void WaitUntilPrepared() => WaitFor(SyncKind.Prepare);

    /// <summary>Kills and reaps it.</summary>
    public void End()
    {
        _ = Linux.PidFd.Signal(PidFd, Signals.SIGKILL);
        _ = ChildProcess.Wait(Pid);
        Console?.Dispose();
        PidFd.Dispose();
    }

    /// <summary>Lets a child that waits for its parent go on.</summary>
    public void Go()
    {
        try
        {
            UnixSocket.Send(_sync, "!"u8);
        }
        catch (LinuxException e) when (e.Errno is Errno.EPIPE or Errno.ECONNRESET)
        {
            // It is dead: so the next look at it will say.
        }
    }

    /// <summary>Waits for the end of file that execve leaves on a start connection or the socket pair.</summary>
    public static void WaitForEnd(Fd socket, IReadOnlyList<Operation> operations)
    {
        if (Receive(socket, out Fd? passed) is { Kind: SyncKind.Failed } failure)
        {
            throw Failure(failure, operations, passed);
        }
    }

    /// <param name="message">A failure.</param>
    /// <param name="operations">The plan, or what was left of it.</param>
    /// <param name="complaints">What a hook has written on its standard error; closed here.</param>
    public static RuntimeException Failure(SyncMessage message, IReadOnlyList<Operation> operations, Fd? complaints)
    {
        using (complaints)
        {
            Operation operation = Find(operations, message);
            return operation.Code == OpCode.RunHook
                ? HookFailure.Describe(operation, message.Errno, complaints)
                : FailureText.Describe(operation, (Errno)message.Errno);
        }
    }

    /// <summary>The next message; null at the end.</summary>
    public static SyncMessage? Receive(Fd socket, out Fd? passed)
    {
        SyncMessage message = default;
        int got = UnixSocket.Receive(socket, MemoryMarshal.AsBytes(new Span<SyncMessage>(ref message)), out passed);
        return got == sizeof(SyncMessage) ? message : null;
    }

    public void Dispose() => _sync.Dispose();

    private void WaitFor(SyncKind kind)
    {
        while (true)
        {
            SyncMessage message = Receive(_sync, out Fd? passed)
                ?? throw new RuntimeException("the container's process died before it could execute anything");
            if (message.Kind == SyncKind.Prepare)
            {
                ChildPreparation.CarryOut(_plan.Preparation!, Pid, PidFd, _sync);
            }

            if (message.Kind == kind)
            {
                return;
            }

            if (message.Kind == SyncKind.Prepare)
            {
                Go();
            }

            if (message.Kind == SyncKind.Failed)
            {
                throw Failure(message, _plan.Operations, passed);
            }

            if (message.Kind == SyncKind.Successor && passed is not null)
            {
                Succeed(passed);
            }

            if (message.Kind == SyncKind.Hooks)
            {
                Hooks?.Invoke(Pid);
                Go();
            }

            if (message.Kind == SyncKind.Devices)
            {
                Devices?.Invoke(Pid);
                Go();
            }

            if (message.Kind == SyncKind.Seccomp)
            {
                // The child goes on at once: whatever it calls from here on waits in the kernel until the agent is there.
                using Fd descriptor = passed ?? Linux.PidFd.Take(PidFd, message.Operation);
                Go();
                SeccompAgent?.Invoke(descriptor, Pid);
            }

            Console = message.Kind == SyncKind.Console ? passed : Console;
        }
    }

    private void Succeed(Fd successor)
    {
        _ = ChildProcess.Wait(Pid);
        PidFd.Dispose();
        PidFd = successor;
        Pid = Linux.PidFd.NumberOf(successor);
    }

    private static Operation Find(IReadOnlyList<Operation> operations, SyncMessage failure)
    {
        foreach (Operation operation in operations)
        {
            bool hook = operation.Code == OpCode.RunHook;
            if (operation.Code == failure.Code && (!hook || operation.B == failure.Number)
                && (operations.Count <= failure.Operation || operations[failure.Operation] == operation))
            {
                return operation;
            }
        }

        return new Operation(failure.Code, failure.Code.ToString());
    }

    // No local of a reference type lives over the clone: parent and child go on from the same stack.
    private static int Clone(ulong flags, int* pidFd, NativePlan plan, int childEnd, int parentEnd)
    {
        NativeOperation* operations = plan.Operations;
        int count = plan.Count;
        var arguments = new Sys.clone_args
        {
            flags = flags | Sys.CLONE_PIDFD,
            pidfd = (ulong)pidFd,
            exit_signal = Sys.SIGCHLD,
        };
        int pid = Sys.clone3(&arguments);
        if (pid == 0)
        {
            Child.Run(operations, count, childEnd, parentEnd);
        }

        return pid;
    }

    // /proc/self/task has a link for each thread, beside its own two.
    private static void RequireOneManagedThread()
    {
        Sys.statx_buffer status;
        fixed (byte* path = "/proc/self/task\0"u8)
        {
            if (Sys.statx(Sys.AT_FDCWD, path, 0, Sys.STATX_NLINK, &status) == 0 && status.stx_nlink > 2 + MostThreads)
            {
                throw new InvalidOperationException($"a process with {status.stx_nlink - 2} threads must not clone");
            }
        }
    }
}
