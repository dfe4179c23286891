using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>One image that is to be saved, under the names that were asked for.</summary>
internal sealed record SelectedImage(ImageRecord Image, IReadOnlyList<Reference> Names);
