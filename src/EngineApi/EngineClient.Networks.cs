using System.Text.Json.Serialization.Metadata;
using Berth.EngineApi.Http;
using Berth.EngineApi.Networks;

namespace Berth.EngineApi;

// Networks.
public sealed partial class EngineClient
{
    /// <summary><c>GET /networks</c>.</summary>
    public IReadOnlyList<NetworkInspect> ListNetworks(Filters filters) =>
        Get(new Query("/networks").Add(filters).ToString(), EngineApiJson.Wire.IReadOnlyListNetworkInspect);

    /// <summary><c>GET /networks/{id}</c> as the daemon wrote it.</summary>
    public byte[] InspectNetworkJson(string name, bool verbose = false) =>
        GetBytes(new Query("/networks/" + Query.Escape(name)).Add("verbose", verbose).ToString());

    /// <summary><c>POST /networks/create</c>.</summary>
    public NetworkCreateResponse CreateNetwork(NetworkCreateRequest request) =>
        Post("/networks/create", request, EngineApiJson.Wire.NetworkCreateRequest, EngineApiJson.Wire.NetworkCreateResponse);

    /// <summary><c>POST /networks/{id}/connect</c>.</summary>
    public void ConnectNetwork(string network, NetworkConnectRequest request) =>
        Post(Network(network, "connect"), request, EngineApiJson.Wire.NetworkConnectRequest);

    /// <summary><c>POST /networks/{id}/disconnect</c>.</summary>
    public void DisconnectNetwork(string network, NetworkDisconnectRequest request) =>
        Post(Network(network, "disconnect"), request, EngineApiJson.Wire.NetworkDisconnectRequest);

    /// <summary><c>DELETE /networks/{id}</c>.</summary>
    public void RemoveNetwork(string name)
    {
        using var response = Send(new EngineRequest("DELETE", "/networks/" + Query.Escape(name)));
        response.Body.CopyTo(Stream.Null);
    }

    /// <summary><c>POST /networks/prune</c>.</summary>
    public NetworksPruneResponse PruneNetworks(Filters filters) => Prune(new Query("/networks/prune"), filters, EngineApiJson.Wire.NetworksPruneResponse);

    private static string Network(string name, string verb) => $"/networks/{Query.Escape(name)}/{verb}";

    private void Post<T>(string target, T body, JsonTypeInfo<T> type)
    {
        using var response = Send(new EngineRequest("POST", target) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) });
        response.Body.CopyTo(Stream.Null);
    }
}
