using Berth.Images.Checking;
using Berth.Images.Layers;

namespace Berth.Images;

// Whether the disk still has what was stored.
public sealed partial class ImageStore
{
    /// <summary>
    /// Reads all that the disk has of images and compares it with its digests; the files of layers also with the attributes that their
    /// archives say. What is damaged is remembered, and replaced when the image is pulled, loaded or imported again.
    /// </summary>
    /// <param name="names">Names or IDs; none: all images.</param>
    /// <param name="report">Told of each thing that is read.</param>
    /// <exception cref="ImageException">NotFound, InvalidParameter: no such image. NoSpace, System: it could not be found out.</exception>
    public Task<VerifyReport> VerifyAsync(
        IReadOnlyList<string> names, Func<VerifyProgress, ValueTask> report, CancellationToken cancellation = default)
    {
        IReadOnlyList<ImageRecord> images = names.Count == 0
            ? List(new ImageFilter { All = true })
            : [.. names.Select(Find).DistinctBy(static image => image.Id)];
        return new ImageVerification(this, new LayerArchiveTable(_database), report).RunAsync(images, cancellation);
    }
}
