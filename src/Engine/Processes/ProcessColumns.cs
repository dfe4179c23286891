using static Berth.Engine.Processes.ProcessText;

namespace Berth.Engine.Processes;

/// <summary>The columns of ps(1), "Standard format specifiers", by their names. What needs a debugger's rights is left out.</summary>
internal static class ProcessColumns
{
    private static readonly ProcessColumn[] s_all =
    [
        // Who it is.
        new("PID", (p, _) => Number(p.Pid), "pid") { Scope = RowScope.Process },
        new("TGID", (p, _) => Number(p.Pid), "tgid") { Scope = RowScope.Process },
        new("LWP", (p, _) => Number(p.Thread), "lwp") { Scope = RowScope.Thread },
        new("SPID", (p, _) => Number(p.Thread), "spid") { Scope = RowScope.Thread },
        new("TID", (p, _) => Number(p.Thread), "tid") { Scope = RowScope.Thread },
        new("PPID", (p, _) => Number(p.Parent), "ppid") { Scope = RowScope.Process },
        new("PGID", (p, _) => Number(p.Group), "pgid") { Scope = RowScope.Process },
        new("PGRP", (p, _) => Number(p.Group), "pgrp") { Scope = RowScope.Process },
        new("SID", (p, _) => Number(p.Session), "sid") { Scope = RowScope.Process },
        new("SESS", (p, _) => Number(p.Session), "sess", "session") { Scope = RowScope.Process },
        new("TT", (p, _) => Terminal(p.Terminal), "tty", "tt") { Scope = RowScope.Process },
        new("TTY", (p, _) => Terminal(p.Terminal), "tname") { Scope = RowScope.Process },
        new("TPGID", (p, _) => Number(p.ForegroundGroup), "tpgid") { Scope = RowScope.Process },

        // Whose it is.
        new("USER", (p, h) => User(h, p.Uids[1]), "user", "uname"),
        new("EUSER", (p, h) => User(h, p.Uids[1]), "euser"),
        new("RUSER", (p, h) => User(h, p.Uids[0]), "ruser"),
        new("SUSER", (p, h) => User(h, p.Uids[2]), "suser"),
        new("FUSER", (p, h) => User(h, p.Uids[3]), "fuser"),
        new("UID", (p, _) => Number(p.Uids[1]), "uid"),
        new("EUID", (p, _) => Number(p.Uids[1]), "euid"),
        new("RUID", (p, _) => Number(p.Uids[0]), "ruid"),
        new("SUID", (p, _) => Number(p.Uids[2]), "suid"),
        new("SVUID", (p, _) => Number(p.Uids[2]), "svuid"),
        new("FUID", (p, _) => Number(p.Uids[3]), "fuid"),
        new("FSUID", (p, _) => Number(p.Uids[3]), "fsuid"),
        new("GROUP", (p, h) => Group(h, p.Gids[1]), "group"),
        new("EGROUP", (p, h) => Group(h, p.Gids[1]), "egroup"),
        new("RGROUP", (p, h) => Group(h, p.Gids[0]), "rgroup"),
        new("GID", (p, _) => Number(p.Gids[1]), "gid"),
        new("EGID", (p, _) => Number(p.Gids[1]), "egid"),
        new("RGID", (p, _) => Number(p.Gids[0]), "rgid"),
        new("SGID", (p, _) => Number(p.Gids[2]), "sgid"),
        new("FGID", (p, _) => Number(p.Gids[3]), "fgid"),

        // What it executes.
        new("COMMAND", (p, _) => Arguments(p), "args", "command") { Scope = RowScope.Process, IsCommand = true },
        new("CMD", (p, _) => Arguments(p), "cmd") { Scope = RowScope.Process, IsCommand = true },
        new("COMMAND", (p, _) => Command(p), "comm", "ucomm") { Scope = RowScope.Process, IsCommand = true },
        new("CMD", (p, _) => Command(p), "ucmd") { Scope = RowScope.Process, IsCommand = true },
        new("EXE", (p, h) => h.Files.ReadLink(p.Pid, "exe") ?? "-", "exe") { Scope = RowScope.Process },

        // Processor.
        new("%CPU", (p, h) => CpuPercent(p.ProcessorTicks, h.ElapsedOf(p)), "%cpu", "pcpu"),
        new("C", (p, h) => CpuUtilisation(p.ProcessorTicks, h.ElapsedOf(p)), "c"),
        new("TIME", (p, _) => CpuTime(p.ProcessorTicks), "time", "cputime"),
        new("TIME", (p, _) => Number((long)(p.ProcessorTicks / ProcessHost.TicksPerSecond)), "cputimes"),
        new("TIME", (p, _) => BsdTime(p.ProcessorTicks), "bsdtime"),
        new("NI", (p, _) => Number(p.Nice), "ni", "nice") { Scope = RowScope.Thread },
        new("PRI", (p, _) => Number(39 - p.Priority), "pri") { Scope = RowScope.Thread },
        new("PRI", (p, _) => Number(p.Priority), "priority") { Scope = RowScope.Thread },
        new("PRI", (p, _) => Number(60 + p.Priority), "opri") { Scope = RowScope.Thread },
        new("PSR", (p, _) => Number(p.Processor), "psr") { Scope = RowScope.Thread },
        new("NLWP", (p, _) => Number(p.Threads), "nlwp") { Scope = RowScope.Process },
        new("THCNT", (p, _) => Number(p.Threads), "thcount") { Scope = RowScope.Process },
        new("CLS", (p, _) => Class(p.Policy), "cls", "class") { Scope = RowScope.Thread },
        new("POL", (p, _) => Class(p.Policy), "policy") { Scope = RowScope.Thread },
        new("SCH", (p, _) => Number(p.Policy), "sched") { Scope = RowScope.Thread },
        new("RTPRIO", (p, _) => p.Policy is 1 or 2 ? Number(p.RealtimePriority) : "-", "rtprio") { Scope = RowScope.Thread },

        // Memory, in KiB or pages.
        new("%MEM", (p, h) => MemoryPercent(p, h), "%mem", "pmem") { Scope = RowScope.Process },
        new("VSZ", (p, _) => Number((long)(p.VirtualSize / 1024)), "vsz", "vsize") { Scope = RowScope.Process },
        new("RSS", (p, h) => Number(p.ResidentPages * h.PageSize / 1024), "rss", "rssize") { Scope = RowScope.Process },
        new("RSZ", (p, h) => Number(p.ResidentPages * h.PageSize / 1024), "rsz") { Scope = RowScope.Process },
        new("SZ", (p, h) => Number((long)p.VirtualSize / h.PageSize), "sz") { Scope = RowScope.Process },
        new("TRS", (p, _) => Number((long)(p.CodeSize / 1024)), "trs") { Scope = RowScope.Process },
        new("DRS", (p, _) => Number((long)((p.VirtualSize - Math.Min(p.VirtualSize, p.CodeSize)) / 1024)), "drs") { Scope = RowScope.Process },
        new("MAJFL", (p, _) => Number((long)p.MajorFaults), "maj_flt", "majflt"),
        new("MINFL", (p, _) => Number((long)p.MinorFaults), "min_flt", "minflt"),
        new("OOM", (p, h) => h.Files.ReadText(p.Thread, "oom_score")?.Trim() ?? "-", "oom") { Scope = RowScope.Thread },

        // Where it stands.
        new("STAT", (p, _) => State(p), "stat") { Scope = RowScope.Thread },
        new("S", (p, _) => p.State.ToString(), "s", "state") { Scope = RowScope.Thread },
        new("START", (p, h) => StartTime(h.StartOf(p), h.Now), "start_time"),
        new("STIME", (p, h) => StartTime(h.StartOf(p), h.Now), "stime"),
        new("STARTED", (p, h) => Start(h.StartOf(p), h.Now, "HH:mm:ss"), "start"),
        new("START", (p, h) => Start(h.StartOf(p), h.Now, "HH:mm"), "bsdstart"),
        new("STARTED", (p, h) => h.StartOf(p).ToString("ddd MMM d HH:mm:ss yyyy", System.Globalization.CultureInfo.InvariantCulture), "lstart"),
        new("ELAPSED", (p, h) => Elapsed(h.ElapsedOf(p)), "etime"),
        new("ELAPSED", (p, h) => Number((long)h.ElapsedOf(p).TotalSeconds), "etimes"),
        new("F", (p, _) => Number((p.Flags >> 6) & 7), "f", "flag", "flags"),
        new("ADDR", (_, _) => "-", "addr"),
        new("WCHAN", (p, h) => h.Files.ReadText(p.Thread, "wchan") is { Length: > 0 } where and not "0" ? where : "-", "wchan") { Scope = RowScope.Thread },
        new("PENDING", (p, _) => p.Signals[0], "pending", "sig"),
        new("BLOCKED", (p, _) => p.Signals[1], "blocked") { Scope = RowScope.Thread },
        new("IGNORED", (p, _) => p.Signals[2], "ignored") { Scope = RowScope.Thread },
        new("CAUGHT", (p, _) => p.Signals[3], "caught") { Scope = RowScope.Thread },

        // Cgroup and namespaces.
        new("CGROUP", (p, h) => h.Files.ReadText(p.Pid, "cgroup")?.Trim().Replace(' ', ',') ?? "-", "cgroup") { Scope = RowScope.Process },
        new("PIDNS", (p, h) => Namespace(p, h, "pid"), "pidns"),
        new("NETNS", (p, h) => Namespace(p, h, "net"), "netns"),
        new("MNTNS", (p, h) => Namespace(p, h, "mnt"), "mntns"),
        new("IPCNS", (p, h) => Namespace(p, h, "ipc"), "ipcns"),
        new("UTSNS", (p, h) => Namespace(p, h, "uts"), "utsns"),
        new("USERNS", (p, h) => Namespace(p, h, "user"), "userns"),
        new("CGROUPNS", (p, h) => Namespace(p, h, "cgroup"), "cgroupns"),
        new("TIMENS", (p, h) => Namespace(p, h, "time"), "timens"),
    ];

    private static readonly Dictionary<string, ProcessColumn> s_byName =
        s_all.SelectMany(column => column.Names.Select(name => (name, column))).ToDictionary(pair => pair.name, pair => pair.column, StringComparer.Ordinal);

    /// <summary>Null where ps has no such column, or we have not.</summary>
    public static ProcessColumn? Find(string name) => s_byName.GetValueOrDefault(name);

    private static string User(ProcessHost host, uint uid) => Name(host.Users.Entries.FirstOrDefault(u => u.Uid == uid)?.Name, uid);

    private static string Group(ProcessHost host, uint gid) => Name(host.Groups.Entries.FirstOrDefault(g => g.Gid == gid)?.Name, gid);

    private static string MemoryPercent(ProcessSnapshot process, ProcessHost host)
    {
        double percent = host.TotalMemory == 0 ? 0 : 100.0 * process.ResidentPages * host.PageSize / host.TotalMemory;
        return (Math.Floor(percent * 10) / 10).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
    }

    // "net:[4026531833]"
    private static string Namespace(ProcessSnapshot process, ProcessHost host, string kind)
    {
        string link = host.Files.ReadLink(process.Pid, "ns/" + kind) ?? "";
        int open = link.IndexOf('[', StringComparison.Ordinal);
        return open > 0 ? link[(open + 1)..].TrimEnd(']') : "-";
    }
}
