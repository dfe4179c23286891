namespace Berth.Integration.Hostile;

/// <summary>A registry that means harm, and what a pull from it has to say.</summary>
/// <param name="Name">Names the test and the repository.</param>
/// <param name="Script">Tells the registry what to answer.</param>
/// <param name="Error">Part of the error that the client prints; null: the pull succeeds.</param>
internal sealed record HostilePull(string Name, Action<HostileRepository> Script, string? Error)
{
    /// <summary>Arguments of the pull besides the image.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What to pull; default: tag 1.</summary>
    public Func<HostileRepository, string> Image { get; init; } = static repository => repository.Image;

    /// <summary>How much memory the daemon may use beyond what it uses idle. Default 96.</summary>
    public int Megabytes { get; init; } = 96;
}
