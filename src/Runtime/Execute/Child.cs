using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>
/// The clone zone: C# between clone and execve, in a process that has one thread and half a runtime. Everything here is static,
/// unmanaged and blittable: no allocation, exception, lock, virtual call, static field with an initialiser, or P/Invoke with a GC
/// transition. A unit test reads the IL of this class and all it calls and fails on any of them; docs/decisions/0001 has the reasons.
/// </summary>
/// <remarks>Every step returns 0, or a positive errno.</remarks>
internal static unsafe partial class Child
{
    private const uint Keep = uint.MaxValue;

    /// <summary>What one step leaves for the next ones.</summary>
    private struct State
    {
        /// <summary>The root of the container: where all its paths start.</summary>
        public int Root;

        /// <summary>The private procfs.</summary>
        public int Proc;

        /// <summary>The slave side of the terminal.</summary>
        public int Console;

        /// <summary>The socket to report on.</summary>
        public int Report;

        /// <summary>The empty read-only tmpfs of masked directories, once there is one.</summary>
        public int Mask;

        /// <summary>The working directory has been entered.</summary>
        public bool InDirectory;

        /// <summary>What the parent opened, or the process itself with the identity it had.</summary>
        public int* Sources;

        /// <summary>The operation that is executed, by its index.</summary>
        public int Index;

        /// <summary>What a failed hook has written on its standard error; -1 for none.</summary>
        public int Complaints;

        /// <summary>1 once somebody has started it by its socket.</summary>
        public int Started;

        /// <summary>1 once the end of the parent is no longer the end of this process.</summary>
        public int OutlivesParent;

        /// <summary>What execve is to execute.</summary>
        public byte* Executable;
    }

    /// <summary>Executes a plan; the end is execve or exit.</summary>
    /// <param name="report">The child's end of the socket pair.</param>
    /// <param name="parentEnd">The parent's, to close.</param>
    public static void Run(NativeOperation* operations, int count, int report, int parentEnd)
    {
        Sys.close(parentEnd);
        EndWithParent();
        var state = new State { Root = -1, Proc = -1, Console = -1, Report = report, Mask = -1, Complaints = -1 };
        for (int i = 0; i < count; i++)
        {
            state.Index = i;
            int errno = Step(operations + i, &state);
            if (errno != 0)
            {
                Fail(&state, operations + i, errno);
                break;
            }
        }

        while (true)
        {
            Sys.exit_group(1);
        }
    }

    private static int Step(NativeOperation* op, State* state) => op->Code switch
    {
        OpCode.ResetSignals => ResetSignals(),
        OpCode.ForbidDumps => Errno(Sys.prctl(Sys.PR_SET_DUMPABLE, 0)),
        OpCode.NewSession => Errno(Sys.setsid()),
        OpCode.NewKeyring => NewKeyring(op),
        OpCode.JoinCgroup => WriteFile(Sys.AT_FDCWD, op->Text1, Literal("0"u8), 1, 0),
        OpCode.JoinNamespace => JoinNamespace(op),
        OpCode.JoinContainer => Errno(Sys.setns((int)op->A, (ulong)op->B)),
        OpCode.CloneAgain => CloneAgain(op, state),
        OpCode.AwaitPreparation => AwaitPreparation(op, state),
        OpCode.OpenSource => OpenSource(op, state),
        OpCode.BecomeRoot => BecomeRoot(),
        OpCode.NewTimeNamespace => NewTimeNamespace(op),
        OpCode.UnshareCgroup => Errno(Sys.unshare(Sys.CLONE_NEWCGROUP)),
        OpCode.LoopbackUp => LoopbackUp(),
        OpCode.SetPropagation => SetAttributes(Sys.AT_FDCWD, Literal("/"u8), Sys.AT_RECURSIVE, 0, 0, (ulong)op->A),
        OpCode.OpenRoot => OpenRoot(op, state),
        OpCode.AdoptRoot => AdoptRoot(op, state),
        OpCode.OpenProc => OpenProc(state),
        OpCode.WriteProc => WriteFile(state->Proc, op->Text1, op->Data, op->DataLength, InProc),
        OpCode.MountFilesystem => MountFilesystem(op, state),
        OpCode.MountBind => MountBind(op, state),
        OpCode.Remount => Remount(op, state),
        OpCode.MakeDirectory => CloseAfter(MakePath(state->Root, op->Text1, (uint)op->A, 0)),
        OpCode.MakeNode => MakeNode(op, state),
        OpCode.MakeSymlink => MakeSymlink(op, state),
        OpCode.OpenConsole => OpenConsole(op, state),
        OpCode.MaskPath => MaskPath(op, state),
        OpCode.ReadonlyPath => ReadonlyPath(op, state),
        OpCode.SetAttributes => SetRootAttributes(op, state),
        OpCode.AwaitDevices => AwaitParent(state, SyncKind.Devices),
        OpCode.AwaitHooks => AwaitParent(state, SyncKind.Hooks),
        OpCode.RunHook => RunHook(op, state),
        OpCode.PivotRoot => PivotRoot(op, state),
        OpCode.MoveRoot => MoveRoot(state),
        OpCode.ChangeRoot => ChangeRoot(state),
        _ => ProcessStep(op, state),
    };

    // The second half of the switch: what comes after the root.
    private static int ProcessStep(NativeOperation* op, State* state) => op->Code switch
    {
        OpCode.SetHostname => Errno(Sys.sethostname(op->Text1, Length(op->Text1))),
        OpCode.SetDomainname => Errno(Sys.setdomainname(op->Text1, Length(op->Text1))),
        OpCode.Personality => Errno(Sys.personality((ulong)op->A)),
        OpCode.SetScheduler => Errno(Sys.sched_setattr((Sys.sched_attr*)op->Data)),
        OpCode.SetIoPriority => Errno(Sys.ioprio_set(Sys.IOPRIO_WHO_PROCESS, 0, (int)op->A)),
        OpCode.SetAffinity => SetAffinity(op),
        OpCode.SetMemoryPolicy => SetMemoryPolicy(op),
        OpCode.SetRlimit => SetRlimit(op),
        OpCode.SetStreams => SetStreams(op, state),
        OpCode.OwnStreams => OwnStreams((uint)op->A),
        OpCode.ChangeDirectory => ChangeDirectory(op, state),
        OpCode.DropBounding => DropBounding((ulong)op->A, (int)op->B),
        OpCode.SetUser => SetUser(op),
        OpCode.SetCapabilities => SetCapabilities(op),
        OpCode.NoNewPrivileges => Errno(Sys.prctl(Sys.PR_SET_NO_NEW_PRIVS, 1)),
        OpCode.LoadSeccomp => LoadSeccomp(op, state),
        OpCode.FindExecutable => FindExecutable(op, state),
        OpCode.SetUmask => SetUmask((uint)op->A),
        OpCode.EnterPidNamespace => EnterPidNamespace((int)op->A, op->B != 0, state),
        OpCode.AwaitStart => AwaitStart((int)op->A, (int)op->B, state),
        OpCode.BecomeInit => BecomeInit(op, state),
        OpCode.CloseDescriptors => CloseDescriptors((int)op->A),
        OpCode.Execute => Execute(op, state),
        _ => (int)Linux.Errno.ENOSYS,
    };

    private static int Errno(nint result) => result < 0 ? (int)-result : 0;

    private static int CloseAfter(int fd)
    {
        if (fd < 0)
        {
            return -fd;
        }

        Sys.close(fd);
        return 0;
    }

    // For a step that closes what it opened whether it went well or not.
    private static int CloseAnd(int fd, int errno)
    {
        Sys.close(fd);
        return errno;
    }

    /// <summary>A string literal of the assembly: u8 literals have a NUL behind them and live in its read-only data.</summary>
    private static byte* Literal(ReadOnlySpan<byte> text) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));

    /// <summary>For calls that take a descriptor alone (AT_EMPTY_PATH).</summary>
    private static byte* NoPath => Literal("\0"u8);

    private static int Length(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return length;
    }

    private static void Fail(State* state, NativeOperation* op, int errno)
    {
        var message = new SyncMessage
        {
            Kind = SyncKind.Failed,
            Operation = state->Index,
            Code = op->Code,
            Number = (int)op->B,
            Errno = errno,
        };
        _ = SendMessage(state->Report, &message, state->Complaints);
    }

    private static int Send(State* state, SyncKind kind, int fd)
    {
        var message = new SyncMessage { Kind = kind };
        return SendMessage(state->Report, &message, fd);
    }

    /// <summary>Sends a message, with a descriptor if <paramref name="fd"/> is one; else by write, which a filter may least do without.</summary>
    private static int SendMessage(int socket, SyncMessage* message, int fd)
    {
        if (fd < 0)
        {
            return Errno(Sys.write(socket, message, sizeof(SyncMessage)));
        }

        var part = new Sys.iovec { iov_base = message, iov_len = (nuint)sizeof(SyncMessage) };
        var control = new Sys.cmsg_fd { cmsg_len = 20, cmsg_level = Sys.SOL_SOCKET, cmsg_type = Sys.SCM_RIGHTS, fd = fd };
        var header = new Sys.msghdr
        {
            msg_iov = &part, msg_iovlen = 1, msg_control = &control, msg_controllen = (nuint)sizeof(Sys.cmsg_fd),
        };
        return Errno(Sys.sendmsg(socket, &header, Sys.MSG_NOSIGNAL));
    }
}
