namespace Berth.Registry.Collection;

/// <summary>What a collection takes.</summary>
/// <param name="GracePeriod">How long what nobody refers to is left alone: links of blobs, uploads, untagged manifests.</param>
/// <param name="TakesUntagged">Whether manifests go that no tag points at; those of an index that stays, and those about one that stays, stay.</param>
internal sealed record CollectionPolicy(TimeSpan GracePeriod, bool TakesUntagged);
