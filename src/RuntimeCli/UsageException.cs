namespace Berth.RuntimeCli;

/// <summary>A command line that cannot be understood: exit code 1 whatever the verb.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>True: the message goes on from the verb's name.</summary>
    public bool IsAboutVerb { get; init; }
}
