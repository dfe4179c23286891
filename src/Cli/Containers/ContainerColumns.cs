using Berth.Cli.Formatting;
using Berth.Cli.Templates;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>The fields of containers in listings.</summary>
/// <param name="whole">Whether nothing is shortened.</param>
internal sealed class ContainerColumns(bool whole)
{
    /// <summary>A listing of containers.</summary>
    public static Listing<ContainerSummary> Listing(TimeProvider time, bool whole) =>
        new("*formatter.ContainerContext", new ContainerColumns(whole).Of(time)) { Label = Label };

    private IReadOnlyList<Column<ContainerSummary>> Of(TimeProvider time) =>
    [
        new("Command", "COMMAND", container => GoQuote.Quote(Shorten(container.Command, 20))),
        new("CreatedAt", "CREATED AT", container => HumanTime.Local(container.Created, time)),
        new("ID", "CONTAINER ID", container => whole ? container.Id : Ellipsis.ShortId(container.Id)),
        new("Image", "IMAGE", Image),
        new("Labels", "LABELS", Labels),
        new("LocalVolumes", "LOCAL VOLUMES", container => $"{container.Mounts.Count(mount => mount.Driver == "local")}"),
        new("Mounts", "MOUNTS", Mounts),
        new("Names", "NAMES", container => string.Join(',', Names(container))),
        new("Networks", "NETWORKS", container => string.Join(',', container.NetworkSettings.Networks?.Keys ?? [])),
        new("Platform", "PLATFORM", _ => null),
        new("Ports", "PORTS", container => PortText.Of(container.Ports)),
        new("RunningFor", "CREATED", container => HumanTime.Ago(container.Created, time)),
        new("Size", "SIZE", Size),
        new("State", "STATE", container => container.State),
        new("Status", "STATUS", container => container.Status),
    ];

    private static string Labels(ContainerSummary container) => string.Join(
        ',', container.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    private string Mounts(ContainerSummary container) => string.Join(
        ',', container.Mounts.Select(mount => Shorten(mount.Name is { Length: > 0 } name ? name : mount.Source, 15)));

    private static string Label(ContainerSummary container, string name) => container.Labels.GetValueOrDefault(name) ?? "";

    private string Shorten(string text, int width) => whole ? text : Ellipsis.Cut(text, width);

    /// <summary>Names that links gave have a second slash, and are left out unless everything is wanted.</summary>
    private IEnumerable<string> Names(ContainerSummary container) => container.Names.Select(name => name.TrimStart('/'))
        .Where(name => whole || !name.Contains('/', StringComparison.Ordinal));

    private string Image(ContainerSummary container)
    {
        if (container.Image.Length == 0)
        {
            return "<no image>";
        }

        if (whole)
        {
            return container.Image;
        }

        if (Ellipsis.ShortId(container.ImageID) is var id && id == Ellipsis.ShortId(container.Image))
        {
            return id;
        }

        var at = container.Image.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? container.Image[..at] : container.Image;
    }

    private static string Size(ContainerSummary container)
    {
        var size = HumanSize.Decimal(container.SizeRw);
        return container.SizeRootFs > 0 ? $"{size} (virtual {HumanSize.Decimal(container.SizeRootFs)})" : size;
    }
}
