namespace Berth.Engine.Events;

/// <summary>A subscriber was too slow: more happened than is kept for it, so its stream has to end here.</summary>
public sealed class EventsLostException() : Exception("the reader of the events was too slow for them");
