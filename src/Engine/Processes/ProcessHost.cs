using System.Globalization;
using Berth.Engine.Users;

namespace Berth.Engine.Processes;

/// <summary>What a list of processes needs to know of the machine.</summary>
internal sealed record ProcessHost
{
    /// <summary>USER_HZ, in which /proc counts (time(7)).</summary>
    public const ulong TicksPerSecond = 100;

    public required ProcessFiles Files { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Since boot.</summary>
    public required TimeSpan Uptime { get; init; }

    public required ulong TotalMemory { get; init; }

    public required long PageSize { get; init; }

    public required PasswdFile Users { get; init; }

    public required GroupFile Groups { get; init; }

    /// <param name="totalMemory">Of the machine, in bytes.</param>
    /// <param name="time">The clock, and the time zone for times of start.</param>
    public static ProcessHost Read(ulong totalMemory, TimeProvider time) => new()
    {
        Files = new ProcessFiles(),
        Now = time.GetLocalNow(),
        Uptime = TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture)),
        TotalMemory = totalMemory,
        PageSize = Environment.SystemPageSize,
        Users = PasswdFile.Parse(File.Exists("/etc/passwd") ? File.ReadAllText("/etc/passwd") : ""),
        Groups = GroupFile.Parse(File.Exists("/etc/group") ? File.ReadAllText("/etc/group") : ""),
    };

    public DateTimeOffset StartOf(ProcessSnapshot process) => Now - ElapsedOf(process);

    /// <summary>Not below zero.</summary>
    public TimeSpan ElapsedOf(ProcessSnapshot process)
    {
        TimeSpan elapsed = Uptime - TimeSpan.FromSeconds((double)process.StartTicks / TicksPerSecond);
        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
    }
}
