namespace Berth.Runtime.Logs;

/// <summary>What a container's entries in the journal have beside their text.</summary>
public sealed record JournaldOptions
{
    /// <summary>Where the journal listens.</summary>
    public string Socket { get; init; } = "/run/systemd/journal/socket";

    /// <summary>Fields that all entries have, names as the journal wants them: capital letters, digits, underscores.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes that wait while nobody takes them; what comes then is lost. Default 1 MiB.</summary>
    public int BufferBytes { get; init; } = 1 << 20;
}
