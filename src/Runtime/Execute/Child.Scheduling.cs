using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>When and where the process runs.</summary>
internal static unsafe partial class Child
{
    private static int SetAffinity(NativeOperation* op)
    {
        int errno = Errno(Sys.sched_setaffinity(op->DataLength, op->Data));
        return op->A != 0 ? 0 : errno;
    }

    private static int SetMemoryPolicy(NativeOperation* op)
    {
        // Without nodes: no mask at all, which is what the policies that take none demand.
        bool none = op->DataLength == 0;
        return Errno(Sys.set_mempolicy((int)op->A, none ? null : op->Data, none ? 0 : (op->DataLength * 8) + 1));
    }
}
