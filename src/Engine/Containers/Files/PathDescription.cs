using System.Globalization;
using Berth.EngineApi.Containers;
using Berth.Linux;

namespace Berth.Engine.Containers.Files;

/// <summary>What clients are told of a file.</summary>
internal static class PathDescription
{
    // Of year 9999's last second; Go's JSON knows no later one.
    private const long LastSecond = 253_402_300_799;

    public static ContainerPathStat Of(string name, FileStatus status, string linkTarget) => new()
    {
        Name = name,
        Size = status.Size,
        Mode = GoFileMode.Of((uint)status.Kind | status.Permissions),
        Modified = Text(status.Modified),
        LinkTarget = linkTarget,
    };

    private static string Text(FileTime time)
    {
        long seconds = Math.Clamp(time.Seconds, -62_135_596_800, LastSecond);
        string second = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        string fraction = time.Nanoseconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{time.Nanoseconds:D9}").TrimEnd('0');
        return $"{second}{fraction}Z";
    }
}
