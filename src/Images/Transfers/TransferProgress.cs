namespace Berth.Images.Transfers;

/// <summary>One piece of news of a pull or push; a line of the API's progress stream.</summary>
/// <param name="Id">The layer's short digest, or the tag, that it is about; null: the whole.</param>
/// <param name="Status">Docker's words: <c>Downloading</c>, <c>Pull complete</c> …</param>
/// <param name="Current">Bytes done; 0 where the news is a step.</param>
/// <param name="Total">Bytes in all; 0 where that is not known.</param>
public sealed record TransferProgress(string? Id, string Status, long Current = 0, long Total = 0)
{
    /// <summary>A finished line of its own, not the state of a layer that the next news of it replaces.</summary>
    public bool IsLine { get; init; }

    /// <summary>What a push tells programs beside the words (<c>aux</c>): tag, digest and size of what it made.</summary>
    public PushedManifest? Pushed { get; init; }
}
