using System.Text.Encodings.Web;
using Berth.EngineApi.Builder;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Events;
using Berth.EngineApi.Exec;
using Berth.EngineApi.Images;
using Berth.EngineApi.Json;
using Berth.EngineApi.Networks;
using Berth.EngineApi.Registries;
using Berth.EngineApi.Swarm;
using Berth.EngineApi.System;
using Berth.EngineApi.Volumes;

namespace Berth.EngineApi;

/// <summary>
/// The JSON of the Engine API. Names are matched without regard to case and <c>null</c> leaves a number or flag at zero, as
/// Go's decoder does, because clients have come to rely on both. A string or list that is absent or null reads as empty: the
/// generated code hands null to an <c>init</c> property whatever its initialiser, so the getters say <c>field ?? …</c>.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNameCaseInsensitive = true,
    Converters = [typeof(ZeroForNullBooleanConverter), typeof(ZeroForNullInt32Converter), typeof(ZeroForNullInt64Converter)])]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(IdResponse))]
[JsonSerializable(typeof(CreateContainerRequest))]
[JsonSerializable(typeof(CreateContainerResponse))]
[JsonSerializable(typeof(Mount))]
[JsonSerializable(typeof(PortBinding))]
[JsonSerializable(typeof(Ulimit))]
[JsonSerializable(typeof(DeviceMapping))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(WeightDevice))]
[JsonSerializable(typeof(ThrottleDevice))]
[JsonSerializable(typeof(ContainerInspect))]
[JsonSerializable(typeof(IReadOnlyList<ContainerSummary>))]
[JsonSerializable(typeof(ContainerWaitResponse))]
[JsonSerializable(typeof(ContainerPathStat))]
[JsonSerializable(typeof(ContainerTopResponse))]
[JsonSerializable(typeof(ContainerStats))]
[JsonSerializable(typeof(UpdateContainerRequest))]
[JsonSerializable(typeof(ContainerUpdateResponse))]
[JsonSerializable(typeof(ContainersPruneResponse))]
[JsonSerializable(typeof(IReadOnlyList<FilesystemChange>))]
[JsonSerializable(typeof(ExecCreateRequest))]
[JsonSerializable(typeof(ExecStartRequest))]
[JsonSerializable(typeof(ExecInspect))]
[JsonSerializable(typeof(ImageInspect))]
[JsonSerializable(typeof(IReadOnlyList<ImageSummary>))]
[JsonSerializable(typeof(IReadOnlyList<ImageHistoryItem>))]
[JsonSerializable(typeof(IReadOnlyList<ImageDeleteItem>))]
[JsonSerializable(typeof(ImagesPruneResponse))]
[JsonSerializable(typeof(ProgressMessage))]
[JsonSerializable(typeof(PushResult))]
[JsonSerializable(typeof(IReadOnlyList<NetworkInspect>))]
[JsonSerializable(typeof(NetworksPruneResponse))]
[JsonSerializable(typeof(NetworkCreateRequest))]
[JsonSerializable(typeof(NetworkCreateResponse))]
[JsonSerializable(typeof(NetworkConnectRequest))]
[JsonSerializable(typeof(NetworkDisconnectRequest))]
[JsonSerializable(typeof(Volume))]
[JsonSerializable(typeof(VolumeListResponse))]
[JsonSerializable(typeof(VolumesPruneResponse))]
[JsonSerializable(typeof(BuildCachePruneResponse))]
[JsonSerializable(typeof(VolumeCreateRequest))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(InfoResponse))]
[JsonSerializable(typeof(DiskUsage))]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(SwarmJoinRequest))]
[JsonSerializable(typeof(AuthConfig))]
[JsonSerializable(typeof(AuthResponse))]
[JsonSerializable(typeof(DistributionInspect))]
[JsonSerializable(typeof(IReadOnlyList<ImageSearchItem>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
public sealed partial class EngineApiJson : JsonSerializerContext
{
    private static EngineApiJson? _wire;
    private static EngineApiJson? _requests;

    /// <summary>The context for the wire: text stays readable, only what JSON itself demands is escaped.</summary>
    public static EngineApiJson Wire => _wire ??=
        new EngineApiJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>
    /// The context for what anybody may have sent to a daemon: an item of a list or map that is null is, as it is to Go, an item with
    /// nothing set, and never a null that the type says cannot be.
    /// </summary>
    public static EngineApiJson Requests => _requests ??= new EngineApiJson(new JsonSerializerOptions(Default.Options)
    {
        Converters =
        {
            new StringListConverter(),
            new StringMapConverter(),
            new EmptyObjectConverter(),
            new ObjectListConverter<Mount>(),
            new ObjectListConverter<PortBinding>(),
            new ObjectListConverter<Ulimit>(),
            new ObjectListConverter<DeviceMapping>(),
            new ObjectListConverter<DeviceRequest>(),
            new ObjectListConverter<WeightDevice>(),
            new ObjectListConverter<ThrottleDevice>(),
            new ObjectListConverter<IpamConfig>(),
        },
    });
}
