using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Block devices: an entry a device and kind of operation. What the kernel does not count is absent.</summary>
public sealed record BlockIoStatistics
{
    [JsonPropertyName("ioServiceBytesRecursive")]
    public IReadOnlyList<BlockIoEntry>? ServiceBytes { get; init; }

    [JsonPropertyName("ioServicedRecursive")]
    public IReadOnlyList<BlockIoEntry>? Serviced { get; init; }

    [JsonPropertyName("ioQueueRecursive")]
    public IReadOnlyList<BlockIoEntry>? Queued { get; init; }

    [JsonPropertyName("ioServiceTimeRecursive")]
    public IReadOnlyList<BlockIoEntry>? ServiceTime { get; init; }

    [JsonPropertyName("ioWaitTimeRecursive")]
    public IReadOnlyList<BlockIoEntry>? WaitTime { get; init; }

    [JsonPropertyName("ioMergedRecursive")]
    public IReadOnlyList<BlockIoEntry>? Merged { get; init; }

    [JsonPropertyName("ioTimeRecursive")]
    public IReadOnlyList<BlockIoEntry>? Time { get; init; }

    [JsonPropertyName("sectorsRecursive")]
    public IReadOnlyList<BlockIoEntry>? Sectors { get; init; }

    [JsonPropertyName("psi")]
    public PressureStatistics? Psi { get; init; }
}
