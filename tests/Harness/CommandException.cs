namespace Berth.Harness;

/// <summary>A program under test did not do what the test needs in order to go on.</summary>
public sealed class CommandException(string message) : Exception(message);
