using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>The container's process (config.md, "Process"); also the document of <c>exec --process</c>.</summary>
public sealed record Process
{
    public bool? Terminal { get; init; }

    /// <summary>The size of the terminal in characters; ignored without one.</summary>
    public ConsoleSize? ConsoleSize { get; init; }

    public User? User { get; init; }

    /// <summary>argv; the first entry is looked up in PATH inside the container when it has no slash.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    public string? CommandLine { get; init; }

    /// <summary><c>NAME=value</c>; of a name set twice the last one counts.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The working directory, an absolute path inside the container.</summary>
    public string Cwd { get => field ?? ""; init; }

    public LinuxCapabilities? Capabilities { get; init; }

    public IReadOnlyList<Rlimit>? Rlimits { get; init; }

    public bool? NoNewPrivileges { get; init; }

    public string? ApparmorProfile { get; init; }

    /// <summary>-1000 … 1000, see proc_pid_oom_score_adj(5).</summary>
    public int? OomScoreAdj { get; init; }

    public Scheduler? Scheduler { get; init; }

    public string? SelinuxLabel { get; init; }

    public IoPriority? IoPriority { get; init; }

    [JsonPropertyName("execCPUAffinity")]
    public ExecCpuAffinity? ExecCpuAffinity { get; init; }
}

/// <summary>Rows and columns of a terminal.</summary>
public sealed record ConsoleSize
{
    public uint Height { get; init; }

    public uint Width { get; init; }
}

/// <summary>Who the process runs as.</summary>
public sealed record User
{
    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>The file mode creation mask; 0022 (octal) when absent.</summary>
    public uint? Umask { get; init; }

    public IReadOnlyList<uint>? AdditionalGids { get; init; }

    /// <summary>A user name, on Windows only.</summary>
    public string? Username { get; init; }
}

/// <summary>The five capability sets (capabilities(7)), by <c>CAP_…</c> names.</summary>
public sealed record LinuxCapabilities
{
    public IReadOnlyList<string>? Bounding { get; init; }

    public IReadOnlyList<string>? Effective { get; init; }

    public IReadOnlyList<string>? Inheritable { get; init; }

    public IReadOnlyList<string>? Permitted { get; init; }

    public IReadOnlyList<string>? Ambient { get; init; }
}

/// <summary>A resource limit (getrlimit(2)); <c>ulong.MaxValue</c> is RLIM_INFINITY.</summary>
public sealed record Rlimit
{
    /// <summary><c>RLIMIT_NOFILE</c> and so on.</summary>
    public string Type { get => field ?? ""; init; }

    public ulong Hard { get; init; }

    public ulong Soft { get; init; }
}

/// <summary>Scheduling attributes (sched_setattr(2)).</summary>
public sealed record Scheduler
{
    public string Policy { get => field ?? ""; init; }

    public int? Nice { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }

    public ulong? Runtime { get; init; }

    public ulong? Deadline { get; init; }

    public ulong? Period { get; init; }
}

/// <summary>I/O priority (ioprio_set(2)).</summary>
public sealed record IoPriority
{
    [JsonPropertyName("class")]
    public string Class { get => field ?? ""; init; }

    public int Priority { get; init; }
}

/// <summary>CPUs that an exec'ed process runs on before and after it joins the container's cgroup.</summary>
public sealed record ExecCpuAffinity
{
    public string? Initial { get; init; }

    public string? Final { get; init; }
}
