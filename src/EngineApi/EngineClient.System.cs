using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Berth.EngineApi.Builder;
using Berth.EngineApi.Http;
using Berth.EngineApi.Networks;
using Berth.EngineApi.System;

namespace Berth.EngineApi;

// The daemon itself.
public sealed partial class EngineClient
{
    /// <summary><c>GET /version</c>.</summary>
    public VersionResponse GetVersion() => Get("/version", EngineApiJson.Wire.VersionResponse);

    /// <summary><c>GET /info</c>.</summary>
    public InfoResponse GetInfo() => Get("/info", EngineApiJson.Wire.InfoResponse);

    /// <summary><c>GET /system/df</c>.</summary>
    public DiskUsage GetDiskUsage() => Get("/system/df", EngineApiJson.Wire.DiskUsage);

    /// <summary><c>POST /networks/prune</c>.</summary>
    public NetworksPruneResponse PruneNetworks(Filters filters) => Prune(new Query("/networks/prune"), filters, EngineApiJson.Wire.NetworksPruneResponse);

    /// <summary><c>POST /build/prune</c>.</summary>
    /// <param name="all">Also what images still use.</param>
    /// <param name="keepStorage">Bytes that may stay; null: none.</param>
    /// <param name="filters">What may go.</param>
    public BuildCachePruneResponse PruneBuildCache(bool all, long? keepStorage, Filters filters) => Prune(
        new Query("/build/prune").Add("all", all).Add("keep-storage", keepStorage?.ToString(CultureInfo.InvariantCulture)),
        filters,
        EngineApiJson.Wire.BuildCachePruneResponse);

    /// <summary><c>GET /networks/{id}</c> as the daemon wrote it.</summary>
    public byte[] InspectNetworkJson(string name) => GetBytes("/networks/" + Query.Escape(name));

    private T Prune<T>(Query target, Filters filters, JsonTypeInfo<T> type)
    {
        using var response = Send(new EngineRequest("POST", target.Add(filters).ToString()));
        return ReadJson(response, type);
    }
}
