namespace Berth.Registry.Web.Images;

/// <summary>A step that made an image.</summary>
/// <param name="Instruction">As a Dockerfile would have it.</param>
/// <param name="HasLayer">False: it changed only the configuration.</param>
internal sealed record HistoryStep(string Instruction, bool HasLayer);
