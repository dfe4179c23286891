namespace Berth.Images.Layers;

/// <summary>What an unpacked layer turned out to be.</summary>
/// <param name="Size">Bytes of its files, links of the same file counted once.</param>
/// <param name="Root">Of its root directory, where the archive has an entry for it.</param>
internal sealed record LayerContents(long Size, RootAttributes? Root);

/// <summary>Mode (0 to 07777) and owner of a root directory: overlayfs shows those of the uppermost layer.</summary>
internal sealed record RootAttributes(uint Mode, uint Owner, uint Group);
