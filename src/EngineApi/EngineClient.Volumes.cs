using Berth.EngineApi.Http;
using Berth.EngineApi.Volumes;

namespace Berth.EngineApi;

// Volumes.
public sealed partial class EngineClient
{
    /// <summary><c>GET /volumes</c>.</summary>
    public VolumeListResponse ListVolumes(Filters filters) =>
        Get(new Query("/volumes").Add(filters).ToString(), EngineApiJson.Wire.VolumeListResponse);

    /// <summary><c>POST /volumes/create</c>.</summary>
    public Volume CreateVolume(VolumeCreateRequest request) =>
        Post("/volumes/create", request, EngineApiJson.Wire.VolumeCreateRequest, EngineApiJson.Wire.Volume);

    /// <summary><c>GET /volumes/{name}</c> as the daemon wrote it.</summary>
    public byte[] InspectVolumeJson(string name) => GetBytes("/volumes/" + Query.Escape(name));

    /// <summary><c>PUT /volumes/{name}</c>: only volumes of a cluster can be changed.</summary>
    public void UpdateVolume(string name)
    {
        using var response = Send(new EngineRequest("PUT", "/volumes/" + Query.Escape(name) + "?version=0") { Body = "{}"u8.ToArray() });
        response.Body.CopyTo(Stream.Null);
    }

    /// <summary><c>DELETE /volumes/{name}</c>.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="force">One that is not there is no error.</param>
    public void RemoveVolume(string name, bool force)
    {
        using var response = Send(new EngineRequest("DELETE", new Query("/volumes/" + Query.Escape(name)).Add("force", force).ToString()));
        response.Body.CopyTo(Stream.Null);
    }

    /// <summary><c>POST /volumes/prune</c>.</summary>
    public VolumesPruneResponse PruneVolumes(Filters filters) => Prune(new Query("/volumes/prune"), filters, EngineApiJson.Wire.VolumesPruneResponse);
}
