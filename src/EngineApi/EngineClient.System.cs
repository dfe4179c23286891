using Berth.EngineApi.System;

namespace Berth.EngineApi;

// The daemon itself.
public sealed partial class EngineClient
{
    /// <summary><c>GET /version</c>.</summary>
    public VersionResponse GetVersion() => Get("/version", EngineApiJson.Wire.VersionResponse);

    /// <summary><c>GET /info</c>.</summary>
    public InfoResponse GetInfo() => Get("/info", EngineApiJson.Wire.InfoResponse);

    /// <summary><c>GET /networks/{id}</c> as the daemon wrote it.</summary>
    public byte[] InspectNetworkJson(string name) => GetBytes("/networks/" + Http.Query.Escape(name));

    /// <summary><c>GET /volumes/{name}</c> as the daemon wrote it.</summary>
    public byte[] InspectVolumeJson(string name) => GetBytes("/volumes/" + Http.Query.Escape(name));
}
