using System.Text.Json;

namespace Berth.Engine.Containers;

/// <summary>A row of <c>containers</c>.</summary>
/// <param name="Id">The container's ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Record">Null where it cannot be read; the row, and all that the container has on disk, is then left alone.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
internal sealed record StoredContainer(string Id, string Name, ContainerRecord? Record, string? Problem)
{
    public static StoredContainer Read(string id, string name, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EngineJson.Default.ContainerRecord) is { } record && record.Id == id && record.Name == name
                ? new StoredContainer(id, name, record.Upgrade(), null)
                : new StoredContainer(id, name, null, "the record is not of this container");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return new StoredContainer(id, name, null, e.Message);
        }
    }
}
