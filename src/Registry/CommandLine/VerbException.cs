namespace Berth.Registry.CommandLine;

/// <summary>A verb that could not do what it was asked for; the message is for the user, the exit code is 1.</summary>
internal sealed class VerbException(string message) : Exception(message);
