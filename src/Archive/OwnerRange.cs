namespace Berth.Archive;

/// <summary>A line of a map of IDs.</summary>
/// <param name="Inside">The first ID in the namespace, and so in archives.</param>
/// <param name="Outside">The first ID on the host.</param>
/// <param name="Count">How many follow each other.</param>
public readonly record struct OwnerRange(uint Inside, uint Outside, uint Count);
