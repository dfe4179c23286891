using Berth.Cli.Formatting;
using Berth.EngineApi.Volumes;

namespace Berth.Cli.Volumes;

/// <summary>The fields of volumes in listings. The cluster's, which no engine outside a swarm has, are <c>N/A</c>.</summary>
internal static class VolumeColumns
{
    public const string LocalDriver = "local";

    private const string Unknown = "N/A";

    /// <summary>A listing of volumes.</summary>
    public static Listing<Volume> Listing() => new("*formatter.volumeContext",
    [
        new("Availability", "AVAILABILITY", _ => Unknown),
        new("Driver", "DRIVER", volume => volume.Driver),
        new("Group", "GROUP", _ => Unknown),
        new("Labels", "LABELS", Labels),
        new("Links", "LINKS", volume => volume.UsageData is { } usage ? $"{usage.RefCount}" : Unknown),
        new("Mountpoint", "MOUNTPOINT", volume => volume.Mountpoint),
        new("Name", "VOLUME NAME", volume => volume.Name),
        new("Scope", "SCOPE", volume => volume.Scope),
        new("Size", "SIZE", volume => volume.UsageData is { } usage ? HumanSize.Decimal(usage.Size, 4) : Unknown),
        new("Status", "STATUS", _ => Unknown),
    ])
    {
        Label = (volume, name) => volume.Labels?.GetValueOrDefault(name) ?? "",
    };

    private static string Labels(Volume volume) =>
        string.Join(',', (volume.Labels ?? new Dictionary<string, string>()).Select(label => $"{label.Key}={label.Value}"));
}
