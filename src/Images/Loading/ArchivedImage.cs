using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>One image of an archive, whatever the archive's format.</summary>
/// <param name="Config">Its configuration, byte for byte.</param>
/// <param name="Layers">The archive's files of its layers, lowest first.</param>
/// <param name="Names">What to call it.</param>
/// <param name="Manifest">The manifest that lists it, byte for byte; null where the format has none.</param>
internal sealed record ArchivedImage(byte[] Config, IReadOnlyList<string> Layers, IReadOnlyList<Reference> Names, byte[]? Manifest);
