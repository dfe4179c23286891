using Berth.Oci;

namespace Berth.Images.Removal;

/// <summary>One thing a removal does: takes a name away, or an image.</summary>
internal abstract record RemovalStep
{
    public sealed record Untag(Reference Reference) : RemovalStep;

    public sealed record Delete(Digest ImageId) : RemovalStep;
}
