namespace Berth.DirectJson;

/// <summary>A type of which nobody has said how it looks in JSON.</summary>
internal sealed class UnsupportedTypeException(string message) : Exception(message);
