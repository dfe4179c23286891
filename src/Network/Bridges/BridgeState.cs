using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Network.Bridges;

/// <summary>What is kept of the default bridge over a reboot, in <c>STATE_DIRECTORY/bridge.json</c>.</summary>
/// <param name="Id">The network's ID.</param>
/// <param name="Address">The bridge's address and prefix, <c>172.17.0.1/16</c>: chosen again if it is still free.</param>
internal sealed record BridgeState(string Id, string? Address)
{
    private const string FileName = "bridge.json";

    /// <summary>Reads the file; one that is missing or unreadable is as a first start.</summary>
    public static BridgeState Read(string directory)
    {
        try
        {
            string path = Path.Combine(directory, FileName);
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), BridgeStateJson.Default.BridgeState) ?? New();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return New();
        }
    }

    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, FileName);
        File.WriteAllBytes($"{path}.tmp", JsonSerializer.SerializeToUtf8Bytes(this, BridgeStateJson.Default.BridgeState));
        File.Move($"{path}.tmp", path, overwrite: true);
    }

    private static BridgeState New() => new(RandomNumberGenerator.GetHexString(64, lowercase: true), null);
}

[JsonSerializable(typeof(BridgeState))]
internal sealed partial class BridgeStateJson : JsonSerializerContext;
