namespace Berth.Registry.Search;

/// <summary>What users like.</summary>
internal interface IStars
{
    int Count(long repositoryId);

    bool Has(string user, long repositoryId);

    ValueTask SetAsync(string user, long repositoryId, bool isStarred);
}
