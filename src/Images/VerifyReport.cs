namespace Berth.Images;

/// <summary>What a verification found.</summary>
/// <param name="Images">How many images were verified.</param>
/// <param name="Layers">How many different layers they have.</param>
/// <param name="Damaged">The images that lack something.</param>
/// <param name="DroppedArchives">Kept archives that were damaged and are dropped; the images are whole without them.</param>
public sealed record VerifyReport(int Images, int Layers, IReadOnlyList<ImageRecord> Damaged, int DroppedArchives);
