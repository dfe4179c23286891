using System.Buffers;
using System.Text.Json;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Monitors;

/// <summary>A frame from a monitor. The payload lies in the receive buffer: it is valid until the next frame is asked for.</summary>
internal readonly record struct MonitorFrame(FrameKind Kind, ReadOnlySequence<byte> Whole)
{
    /// <summary>The bytes behind the header.</summary>
    public ReadOnlySequence<byte> Payload => Whole.Slice(FrameHeader.Size);

    public MonitorStatus Status() => Read(MonitorJson.Default.MonitorStatus);

    public MonitorError Error() => Read(MonitorJson.Default.MonitorError);

    private T Read<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(Payload);
        return JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("a frame with null in it");
    }
}
