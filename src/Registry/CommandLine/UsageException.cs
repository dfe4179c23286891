namespace Berth.Registry.CommandLine;

/// <summary>A command line that cannot be understood: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
