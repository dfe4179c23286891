namespace Berth.Engine.Processes;

/// <summary>
/// A process as /proc shows it (proc_pid_stat(5), proc_pid_status(5)). Name and command line are the process's own to choose: they are
/// bounded, and have no control characters.
/// </summary>
internal sealed record ProcessSnapshot
{
    public required int Pid { get; init; }

    /// <summary>Which of its threads; the first has the number of the process, and stands for it.</summary>
    public int Thread { get => field == 0 ? Pid : field; init; }

    /// <summary>At most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Arguments separated by spaces; empty for a thread of the kernel and for a zombie.</summary>
    public string CommandLine { get; init; } = "";

    public char State { get; init; }

    public int Parent { get; init; }

    public int Group { get; init; }

    public int Session { get; init; }

    public int Terminal { get; init; }

    public int ForegroundGroup { get; init; }

    public uint Flags { get; init; }

    public ulong MinorFaults { get; init; }

    public ulong MajorFaults { get; init; }

    /// <summary>Clock ticks in user and kernel mode.</summary>
    public ulong ProcessorTicks { get; init; }

    public long Priority { get; init; }

    public long Nice { get; init; }

    public long Threads { get; init; }

    /// <summary>Clock ticks after boot.</summary>
    public ulong StartTicks { get; init; }

    /// <summary>Bytes.</summary>
    public ulong VirtualSize { get; init; }

    /// <summary>Pages.</summary>
    public long ResidentPages { get; init; }

    /// <summary>Bytes of code.</summary>
    public ulong CodeSize { get; init; }

    public int Processor { get; init; }

    public uint RealtimePriority { get; init; }

    public uint Policy { get; init; }

    /// <summary>Real, effective, saved, filesystem.</summary>
    public IReadOnlyList<uint> Uids { get; init; } = [0, 0, 0, 0];

    /// <summary>Real, effective, saved, filesystem.</summary>
    public IReadOnlyList<uint> Gids { get; init; } = [0, 0, 0, 0];

    /// <summary>Some of its memory is locked.</summary>
    public bool HasLockedMemory { get; init; }

    /// <summary>Pending, blocked, ignored and caught signals, 16 hexadecimal digits each.</summary>
    public IReadOnlyList<string> Signals { get; init; } = ["", "", "", ""];
}
