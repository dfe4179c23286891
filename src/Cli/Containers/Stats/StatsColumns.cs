using System.Globalization;
using Berth.Cli.Formatting;

namespace Berth.Cli.Containers.Stats;

/// <summary>The fields of containers' statistics in listings; what is not known is two dashes.</summary>
internal static class StatsColumns
{
    private const string None = "--";

    public static Listing<StatsRow> Listing(bool whole) => new("*container.statsContext",
    [
        new("BlockIO", "BLOCK I/O", row => row.IsUnknown ? None : $"{HumanSize.Decimal(row.BlockRead)} / {HumanSize.Decimal(row.BlockWritten)}"),
        new("CPUPerc", "CPU %", row => row.IsUnknown ? None : Percent(row.CpuPercent)),
        new("Container", "CONTAINER", row => row.Container),
        new("ID", "CONTAINER ID", row => whole ? row.Id : Ellipsis.ShortId(row.Id)),
        new("MemPerc", "MEM %", row => row.IsUnknown ? None : Percent(row.MemoryPercent)),
        new("MemUsage", "MEM USAGE / LIMIT", row => row.IsUnknown ? $"{None} / {None}" : $"{HumanSize.Binary(row.Memory)} / {HumanSize.Binary(row.MemoryLimit)}"),
        new("Name", "NAME", row => row.Name.Length > 1 ? row.Name[1..] : None),
        new("NetIO", "NET I/O", row => row.IsUnknown ? None : $"{HumanSize.Decimal(row.Received)} / {HumanSize.Decimal(row.Sent)}"),
        new("PIDs", "PIDS", row => row.IsUnknown ? None : row.Processes.ToString(CultureInfo.InvariantCulture)),
    ]);

    private static string Percent(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + "%";
}
