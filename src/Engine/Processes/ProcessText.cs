using System.Globalization;

namespace Berth.Engine.Processes;

/// <summary>Values of a process as ps(1) writes them.</summary>
internal static class ProcessText
{
    private const int NameWidth = 8;

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A user or group by its name on the host, else its number; names too long for ps's column end in <c>+</c>.</summary>
    public static string Name(string? name, uint id) => name switch
    {
        null or "" => Number(id),
        { Length: > NameWidth } => name[..(NameWidth - 1)] + "+",
        _ => name,
    };

    /// <summary><c>[DD-]HH:MM:SS</c>.</summary>
    public static string CpuTime(ulong ticks)
    {
        TimeSpan time = TimeSpan.FromSeconds((long)(ticks / ProcessHost.TicksPerSecond));
        string clock = string.Create(CultureInfo.InvariantCulture, $"{time.Hours:00}:{time.Minutes:00}:{time.Seconds:00}");
        return time.Days > 0 ? $"{Number(time.Days)}-{clock}" : clock;
    }

    /// <summary><c>M:SS</c>.</summary>
    public static string BsdTime(ulong ticks)
    {
        ulong seconds = ticks / ProcessHost.TicksPerSecond;
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
    }

    /// <summary><c>[[DD-]HH:]MM:SS</c>.</summary>
    public static string Elapsed(TimeSpan time)
    {
        string clock = string.Create(CultureInfo.InvariantCulture, $"{time.Minutes:00}:{time.Seconds:00}");
        string hours = time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Hours:00}:") : "";
        return (time.Days > 0 ? $"{Number(time.Days)}-" : "") + hours + clock;
    }

    /// <summary>The time of a start of today, the day of one of this year, else the year.</summary>
    public static string StartTime(DateTimeOffset start, DateTimeOffset now)
    {
        string format = start.Date == now.Date ? "HH:mm" : start.Year == now.Year ? "MMMdd" : "yyyy";
        return start.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The time of a start within a day, else the day.</summary>
    public static string Start(DateTimeOffset start, DateTimeOffset now, string clock)
    {
        string format = now - start <= TimeSpan.FromDays(1) ? clock : "MMM dd";
        return start.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time as a share of the time since the start, in percent with a digit after the point.</summary>
    public static string CpuPercent(ulong ticks, TimeSpan elapsed)
    {
        double percent = Share(ticks, elapsed);
        return percent > 999 ? percent.ToString("0", CultureInfo.InvariantCulture) : (Math.Floor(percent * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture);
    }

    /// <summary>The same in whole percent, 99 at most.</summary>
    public static string CpuUtilisation(ulong ticks, TimeSpan elapsed) => Number((long)Math.Min(99, Share(ticks, elapsed)));

    /// <summary>A terminal by its device number (proc_pid_stat(5)): <c>pts/3</c>, or <c>?</c>.</summary>
    public static string Terminal(int device)
    {
        int major = (device >> 8) & 0xfff;
        int minor = (device & 0xff) | ((device >> 12) & 0xfff00);
        return major switch
        {
            >= 136 and <= 143 => $"pts/{Number(((major - 136) * 256) + minor)}",
            4 when minor < 64 => $"tty{Number(minor)}",
            4 => $"ttyS{Number(minor - 64)}",
            5 when minor == 1 => "console",
            _ => "?",
        };
    }

    /// <summary>The state and what goes with it: <c>Ss+</c>.</summary>
    public static string State(ProcessSnapshot process) => string.Concat(
        process.State.ToString(),
        process.Nice < 0 ? "<" : process.Nice > 0 ? "N" : "",
        process.HasLockedMemory ? "L" : "",
        process.Session == process.Pid ? "s" : "",
        process.Threads > 1 ? "l" : "",
        process.ForegroundGroup == process.Group ? "+" : "");

    /// <summary>The arguments; of one that has none its name in brackets.</summary>
    public static string Arguments(ProcessSnapshot process) => process switch
    {
        { State: 'Z' } => $"[{process.Name}] <defunct>",
        { CommandLine.Length: 0 } => $"[{process.Name}]",
        _ => process.CommandLine,
    };

    public static string Command(ProcessSnapshot process) => process.State == 'Z' ? $"{process.Name} <defunct>" : process.Name;

    /// <summary>The scheduling class (sched(7)).</summary>
    public static string Class(uint policy) => policy switch
    {
        0 => "TS",
        1 => "FF",
        2 => "RR",
        3 => "B",
        5 => "IDL",
        6 => "DLN",
        _ => "?",
    };

    private static double Share(ulong ticks, TimeSpan elapsed) =>
        elapsed <= TimeSpan.Zero ? 0 : 100.0 * ticks / ProcessHost.TicksPerSecond / elapsed.TotalSeconds;
}
