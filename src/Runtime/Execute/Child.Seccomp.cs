using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>The system call filter. From its load on every call of this process passes it.</summary>
internal static unsafe partial class Child
{
    private static int LoadSeccomp(NativeOperation* op, State* state)
    {
        OutliveParent(state);
        var program = new Sys.sock_fprog { len = (ushort)(op->DataLength / 8), filter = op->Data };
        int listener = Sys.seccomp(Sys.SECCOMP_SET_MODE_FILTER, (uint)op->A, &program);
        bool asksAgent = ((uint)op->A & Sys.SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0;
        return listener < 0 ? -listener : asksAgent ? HandOver(listener, op->B != 0, state) : 0;
    }

    /// <summary>
    /// The parent passes the descriptor on to the agent. What is called here before it has it must not be up to the agent: write, and
    /// where the descriptor is sent sendmsg; the read and the close may be, the agent is there by then.
    /// </summary>
    private static int HandOver(int listener, bool send, State* state)
    {
        var message = new SyncMessage { Kind = SyncKind.Seccomp, Operation = listener };
        int errno = SendMessage(state->Report, &message, send ? listener : -1);
        return CloseAnd(listener, errno != 0 ? errno : AwaitGo(state));
    }
}
