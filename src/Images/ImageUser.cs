using Berth.Oci;

namespace Berth.Images;

/// <summary>A container that was made from an image: removing the image must ask about it.</summary>
public sealed record ImageUser(string ContainerId, Digest ImageId, bool IsRunning);
