using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Web.Images;

/// <summary>The image that a manifest's page shows.</summary>
/// <param name="Digest">Of an index, the manifest that was picked.</param>
/// <param name="Facts">Null: an index without images, or one whose image is not there.</param>
internal readonly record struct PickedImage(Digest? Digest, ManifestFacts? Facts)
{
    /// <summary>Of an index the image that is asked for; without a choice the one for linux/amd64, else the first. Anything else is its own image.</summary>
    /// <param name="choice">A digest, from the page's address; anything else is no choice.</param>
    public static PickedImage Of(ImageContents images, RepositoryName repository, ManifestFacts? facts, string? choice)
    {
        if (facts is not { IsIndex: true })
        {
            return new PickedImage(null, facts);
        }

        Descriptor? picked = facts.Images.FirstOrDefault(image => image.Digest.ToString() == choice)
            ?? facts.Images.FirstOrDefault(static image => image.Platform is { Os: "linux", Architecture: "amd64" })
            ?? (facts.Images.Count > 0 ? facts.Images[0] : null);
        return picked is null
            ? new PickedImage(null, null)
            : new PickedImage(picked.Digest, images.Manifests(repository, [picked.Digest]).GetValueOrDefault(picked.Digest));
    }
}
