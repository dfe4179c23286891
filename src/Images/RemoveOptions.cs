namespace Berth.Images;

/// <summary>How far a removal may go.</summary>
public sealed record RemoveOptions
{
    /// <summary>Also when several names or a stopped container use the image. Default: no.</summary>
    public bool Force { get; init; }

    /// <summary>Also parents that nothing names any more. Default: yes.</summary>
    public bool PruneParents { get; init; } = true;
}
