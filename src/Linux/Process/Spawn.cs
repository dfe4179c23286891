using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Linux;

/// <summary>Starts a program by posix_spawn(3): the one way in which a process with threads makes another.</summary>
public sealed unsafe record Spawn
{
    // sizeof(posix_spawnattr_t) is 336 and sizeof(posix_spawn_file_actions_t) 80; both are checked against the headers.
    internal const int AttributesSize = 336;
    internal const int ActionsSize = 80;

    /// <summary>Absolute path of the program.</summary>
    public required string Path { get; init; }

    /// <summary>argv, the first entry included.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary><c>NAME=value</c>, all of it: nothing is inherited.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>
    /// The descriptors of the child: number i of this list becomes descriptor i. -1 is <c>/dev/null</c>. All others are closed, given
    /// that they are close-on-exec, as every <see cref="Fd"/> is.
    /// </summary>
    public IReadOnlyList<int> Descriptors { get; init; } = [0, 1, 2];

    /// <summary>True: setsid(2) in the child, so that no signal of the caller's session or terminal reaches it.</summary>
    public bool NewSession { get; init; }

    /// <summary>Its working directory; null is the caller's.</summary>
    public string? Directory { get; init; }

    /// <summary>Starts it. Signal dispositions and the signal mask are the default ones in the child.</summary>
    /// <returns>The process ID; the caller reaps it (<see cref="ChildProcess"/>).</returns>
    /// <exception cref="LinuxException">The program is not there or cannot be executed.</exception>
    public int Start()
    {
        byte* attributes = stackalloc byte[AttributesSize];
        byte* actions = stackalloc byte[ActionsSize];
        Check(Libc.posix_spawnattr_init(attributes));
        Check(Libc.posix_spawn_file_actions_init(actions));
        byte** arguments = Vector(Arguments);
        byte** environment = Vector(Environment);
        try
        {
            SetSignals(attributes);
            MapDescriptors(actions);
            ChangeDirectory(actions);
            Check(Libc.posix_spawn(out int pid, Path, actions, attributes, arguments, environment));
            return pid;
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
        }
    }

    private void SetSignals(void* attributes)
    {
        // sigset_t of the C library: 1024 bits.
        ulong* all = stackalloc ulong[16];
        ulong* none = stackalloc ulong[16];
        new Span<ulong>(all, 16).Fill(ulong.MaxValue);
        new Span<ulong>(none, 16).Clear();
        int flags = Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK | (NewSession ? Libc.POSIX_SPAWN_SETSID : 0);
        Check(Libc.posix_spawnattr_setsigdefault(attributes, all));
        Check(Libc.posix_spawnattr_setsigmask(attributes, none));
        Check(Libc.posix_spawnattr_setflags(attributes, (short)flags));
    }

    // In two rounds, by numbers that nobody uses: a target may be the source of a later one.
    private void MapDescriptors(void* actions)
    {
        int free = Descriptors.Append(Descriptors.Count).Max() + 1;
        for (int i = 0; i < Descriptors.Count; i++)
        {
            Check(Descriptors[i] < 0
                ? Libc.posix_spawn_file_actions_addopen(actions, free + i, "/dev/null", OpenFlags.O_RDWR, 0)
                : Libc.posix_spawn_file_actions_adddup2(actions, Descriptors[i], free + i));
        }

        for (int i = 0; i < Descriptors.Count; i++)
        {
            Check(Libc.posix_spawn_file_actions_adddup2(actions, free + i, i));
            Check(Libc.posix_spawn_file_actions_addclose(actions, free + i));
        }
    }

    private void ChangeDirectory(void* actions)
    {
        if (Directory is not null)
        {
            Check(Libc.posix_spawn_file_actions_addchdir_np(actions, Directory));
        }
    }

    private static byte** Vector(IReadOnlyList<string> items)
    {
        byte** vector = (byte**)NativeMemory.AllocZeroed((nuint)(items.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < items.Count; i++)
        {
            int size = Encoding.UTF8.GetByteCount(items[i]);
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)size + 1);
            Encoding.UTF8.GetBytes(items[i], new Span<byte>(vector[i], size));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (byte** item = vector; *item != null; item++)
        {
            NativeMemory.Free(*item);
        }

        NativeMemory.Free(vector);
    }

    // These calls return the error number and leave errno alone.
    private void Check(int error)
    {
        if (error != 0)
        {
            throw new LinuxException("exec", Path, (Errno)error);
        }
    }
}
