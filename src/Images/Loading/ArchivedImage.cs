using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>One image of an archive, whatever the archive's format.</summary>
/// <param name="Config">Its configuration, byte for byte.</param>
/// <param name="Layers">Its layers, lowest first.</param>
/// <param name="Names">What to call it.</param>
/// <param name="Manifest">The manifest that lists it, byte for byte; null where the format has none.</param>
/// <param name="Parent">The image that it was made from, where the archive says so.</param>
internal sealed record ArchivedImage(
    byte[] Config, IReadOnlyList<ArchivedLayer> Layers, IReadOnlyList<Reference> Names, byte[]? Manifest, Digest? Parent = null);

/// <summary>A layer of an image of an archive.</summary>
/// <param name="File">Its file's name in the archive.</param>
/// <param name="Descriptor">What a manifest says about that file; null where no manifest lists it.</param>
internal sealed record ArchivedLayer(string File, Descriptor? Descriptor = null);
