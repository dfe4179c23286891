using Berth.Cli.Formatting;

namespace Berth.Cli.Images;

/// <summary>The fields of images in listings.</summary>
internal static class ImageColumns
{
    /// <summary>A listing of images.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="whole">Whether nothing is shortened.</param>
    public static Listing<ImageRow> Listing(TimeProvider time, bool whole) => new("*formatter.imageContext",
    [
        new("Containers", "CONTAINERS", row => row.Image.Containers < 0 ? "N/A" : $"{row.Image.Containers}"),
        new("CreatedAt", "CREATED AT", row => HumanTime.Local(row.Image.Created, time)),
        new("CreatedSince", "CREATED", row => HumanTime.Ago(row.Image.Created, time)),
        new("Digest", "DIGEST", row => row.Digest),
        new("ID", "IMAGE ID", row => whole ? row.Image.Id : Ellipsis.ShortId(row.Image.Id)),
        new("Repository", "REPOSITORY", row => row.Repository),
        new("SharedSize", "SHARED SIZE", row => row.Image.SharedSize < 0 ? "N/A" : HumanSize.Decimal(row.Image.SharedSize, 4)),
        new("Size", "SIZE", row => HumanSize.Decimal(row.Image.Size)),
        new("Tag", "TAG", row => row.Tag),
        new("UniqueSize", "UNIQUE SIZE", UniqueSize),
        new("VirtualSize", "SIZE", row => HumanSize.Decimal(row.Image.Size, 4)),
    ]);

    private static string UniqueSize(ImageRow row) =>
        row.Image.SharedSize < 0 ? "N/A" : HumanSize.Decimal(row.Image.Size - row.Image.SharedSize, 4);
}
