namespace Berth.Registry.Search;

/// <summary>What users like.</summary>
internal interface IStars
{
    int Count(long repositoryId);

    bool Has(string user, long repositoryId);

    /// <summary>Gives or takes a star; twice the same changes nothing, and neither does a repository or user that is gone.</summary>
    ValueTask SetAsync(string user, long repositoryId, bool isStarred);
}
