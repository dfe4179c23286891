namespace Berth.RegistryLoad;

/// <summary>What a server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Location">The path and query of its <c>Location</c>; empty without one.</param>
internal readonly record struct Answer(int Status, string Location);
