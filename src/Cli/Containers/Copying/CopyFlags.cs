namespace Berth.Cli.Containers.Copying;

/// <summary>How <c>cp</c> was asked to copy.</summary>
internal sealed record CopyFlags
{
    /// <summary>Files get the owner that the container's user is.</summary>
    public bool Archive { get; init; }

    /// <summary>A symbolic link that is named is followed.</summary>
    public bool FollowLink { get; init; }

    public bool Quiet { get; init; }
}
