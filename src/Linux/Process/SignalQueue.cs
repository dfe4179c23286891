namespace Berth.Linux;

/// <summary>
/// The signals that a foreground process hands on, as a descriptor (signalfd(2)) rather than as handlers: no managed code ever runs in
/// signal context, and no thread of the framework is started for them.
/// </summary>
/// <remarks>
/// A signal sent to a process goes to any thread that does not block it. The two threads of a native AOT process, this one and the
/// finalizer's, must both block: a finalizer does it on the latter.
/// </remarks>
public sealed unsafe class SignalQueue : IDisposable
{
    private const int RecordSize = 128;

    // Faults and what says nothing about the user's wish stay as they are: ILL TRAP ABRT BUS FPE KILL SEGV PIPE CHLD STOP URG.
    private static readonly int[] s_left = [4, 5, 6, 7, 8, 9, 11, 13, 17, 19, 23];

    private SignalQueue(Fd descriptor) => Descriptor = descriptor;

    /// <summary>Readable when a signal waits.</summary>
    public Fd Descriptor { get; }

    /// <summary>Blocks the signals in this process. Call it once, from the main thread, before there are others.</summary>
    public static SignalQueue Open()
    {
        ulong mask = Mask();
        Sys.set_signal_mask(mask);
        BlockInFinalizer();
        int fd = Libc.signalfd(-1, &mask, Sys.SOCK_CLOEXEC);
        return fd >= 0 ? new SignalQueue(new Fd(fd)) : throw LinuxException.FromLastError("signalfd");
    }

    /// <summary>Takes one signal's number off the queue; blocks when there is none.</summary>
    public int Next()
    {
        Span<byte> record = stackalloc byte[RecordSize];
        return Descriptor.Read(record) == RecordSize ? BitConverter.ToInt32(record) : throw new LinuxException("signalfd", null, Errno.EIO);
    }

    public void Dispose() => Descriptor.Dispose();

    private static ulong Mask()
    {
        ulong mask = 0;
        for (int signal = 1; signal < 32; signal++)
        {
            mask |= Array.IndexOf(s_left, signal) < 0 ? 1UL << (signal - 1) : 0;
        }

        return mask;
    }

    private static void BlockInFinalizer()
    {
        MakeGarbage();
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
    }

    // Out of line, so that no register keeps the object alive.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void MakeGarbage() => _ = new Blocker();

    private sealed class Blocker
    {
        ~Blocker() => Sys.set_signal_mask(Mask());
    }
}
