namespace Berth.Engine.Events;

/// <summary>Something that happened: <c>container start</c>, <c>image tag</c>, <c>network connect</c>.</summary>
/// <param name="Type">container, image, network, volume or daemon.</param>
/// <param name="Action">What happened, in the Engine API's words.</param>
/// <param name="ActorId">The object it happened to.</param>
/// <param name="Attributes">Its name, labels and what belongs to the action.</param>
/// <param name="Time">When.</param>
public sealed record EngineEvent(
    string Type, string Action, string ActorId, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset Time);
