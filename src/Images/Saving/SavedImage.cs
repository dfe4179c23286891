using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>One image of an archive that is being written.</summary>
/// <param name="Config">Its configuration, byte for byte.</param>
/// <param name="Layers">Lowest first.</param>
/// <param name="Names">Tags, in the order in which they were asked for.</param>
internal sealed record SavedImage(ImageRecord Image, byte[] Config, IReadOnlyList<SavedLayer> Layers, IReadOnlyList<Reference> Names);
