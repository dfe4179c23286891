namespace Berth.Images;

/// <summary>
/// News of a load. <see cref="Line"/> is a finished line for the user (<c>Loaded image: busybox:latest</c>); otherwise the named
/// layer has <see cref="Current"/> of <see cref="Total"/> archive bytes unpacked (<c>Loading layer</c>).
/// </summary>
public sealed record LoadProgress(string? Line, string? Layer = null, long Current = 0, long Total = 0);
