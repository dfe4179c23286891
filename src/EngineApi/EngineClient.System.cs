using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Berth.EngineApi.Builder;
using Berth.EngineApi.Http;
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

    /// <summary><c>POST /build/prune</c>.</summary>
    /// <param name="all">Also what images still use.</param>
    /// <param name="keepStorage">Bytes that may stay; null: none.</param>
    /// <param name="filters">What may go.</param>
    public BuildCachePruneResponse PruneBuildCache(bool all, long? keepStorage, Filters filters) => Prune(
        new Query("/build/prune").Add("all", all).Add("keep-storage", keepStorage?.ToString(CultureInfo.InvariantCulture)),
        filters,
        EngineApiJson.Wire.BuildCachePruneResponse);

    /// <summary><c>GET /events</c>; the body is an object a line, and goes on until <paramref name="until"/>.</summary>
    /// <param name="since">Seconds since 1970, with nine digits behind the point; null: only what happens from now on.</param>
    /// <param name="until">The same; null: for ever.</param>
    /// <param name="filters">What to tell.</param>
    public EngineResponse OpenEvents(string? since, string? until, Filters filters) =>
        Send(new EngineRequest("GET", new Query("/events").Add("since", since).Add("until", until).Add(filters).ToString()));

    /// <summary>Any object of a swarm or a plugin as the daemon wrote it.</summary>
    /// <param name="path">The path, its name escaped.</param>
    public byte[] InspectJson(string path) => GetBytes(path);

    private T Prune<T>(Query target, Filters filters, JsonTypeInfo<T> type)
    {
        using var response = Send(new EngineRequest("POST", target.Add(filters).ToString()));
        return ReadJson(response, type);
    }
}
