using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.EngineApi.Builder;

namespace Berth.Engine.Builder;

/// <summary>
/// What a builder keeps. There is no builder in this version, so there is nothing: a prune checks what it is asked and finds nothing to
/// remove.
/// </summary>
public sealed class BuildCache(TimeProvider time)
{
    private static readonly string[] s_filters =
        ["until", "unused-for", "label", "label!", "id", "parent", "type", "description", "inuse", "shared", "private"];

    /// <param name="filters">Those that dockerd 28.5 takes, of which <c>label</c> means nothing to a cache.</param>
    /// <param name="keepStorage">Bytes that may stay, as text; null: none.</param>
    /// <exception cref="InvalidParameterException">A filter or the number is none.</exception>
    public BuildCachePruneResponse Prune(Filters filters, string? keepStorage)
    {
        if (keepStorage is not null && !long.TryParse(keepStorage, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw new InvalidParameterException(
                $"keep-storage is in bytes and expects an integer, got {keepStorage}: strconv.Atoi: parsing \"{keepStorage}\": invalid syntax");
        }

        try
        {
            FilterValues.RefuseOthers(filters, s_filters);
            FilterValues.Until(filters, time.GetUtcNow());
        }
        catch (InvalidParameterException e)
        {
            throw new InvalidParameterException($"failed to prune build cache: {e.Message}");
        }

        return new BuildCachePruneResponse();
    }
}
