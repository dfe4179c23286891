using Berth.Daemon.Http;
using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Networks;
using Berth.EngineApi;
using Berth.EngineApi.Networks;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Networks".</summary>
internal static class NetworkEndpoints
{
    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/networks", List);
        routes.MapGet("/networks/{id}", Inspect);
        routes.MapPost("/networks/create", Create);
        routes.MapPost("/networks/prune", Prune);
        routes.MapDelete("/networks/{id}", Remove);
        routes.MapPost("/networks/{id}/connect", Connect);
        routes.MapPost("/networks/{id}/disconnect", Disconnect);
    }

    private static Task List(HttpContext http, NetworkService networks) => http.WriteJsonAsync(
        networks.List(Filters.Parse(http.QueryText("filters")), withContainers: http.RequestedProtocol() < new ProtocolVersion(1, 28)), EngineApiJson.Wire.IReadOnlyListNetworkInspect);

    private static async Task Prune(HttpContext http, NetworkService networks) => await http.WriteJsonAsync(
        await networks.PruneAsync(Filters.Parse(http.QueryText("filters"))), EngineApiJson.Wire.NetworksPruneResponse);

    private static Task Inspect(string id, HttpContext http, NetworkService networks)
    {
        if (http.QueryText("verbose") is { } verbose && verbose is not ("1" or "t" or "T" or "TRUE" or "true" or "True" or "0" or "f" or "F" or "FALSE" or "false" or "False"))
        {
            throw new InvalidParameterException($"invalid value for verbose: {verbose}: strconv.ParseBool: parsing \"{verbose}\": invalid syntax");
        }

        NetworkInspect network = networks.Inspect(id);
        if (http.QueryText("verbose") is "1" or "t" or "T" or "TRUE" or "true" or "True")
        {
            network = network with { Firewall = networks.Firewall(network.Id) };
        }

        return http.QueryText("scope") is { } scope && scope != network.Scope
            ? throw new NotFoundException($"network {id} not found")
            : http.WriteJsonAsync(network, EngineApiJson.Wire.NetworkInspect);
    }

    private static async Task Create(HttpContext http, NetworkService networks)
    {
        NetworkCreateRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.NetworkCreateRequest) ?? new NetworkCreateRequest();
        if (http.RequestedProtocol() < new ProtocolVersion(1, 48))
        {
            request = request with { EnableIPv4 = null };
        }

        await http.WriteJsonAsync(networks.Create(request), EngineApiJson.Wire.NetworkCreateResponse, StatusCodes.Status201Created);
    }

    private static async Task Remove(string id, HttpContext http, NetworkService networks)
    {
        await networks.RemoveAsync(id);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Connect(string id, HttpContext http, ContainerService containers)
    {
        NetworkConnectRequest request = await http.ReadJsonAsync(EngineApiJson.Wire.NetworkConnectRequest);
        await containers.ConnectAsync(request.Container, id, request.EndpointConfig, http.RequestAborted);
    }

    private static async Task Disconnect(string id, HttpContext http, ContainerService containers)
    {
        NetworkDisconnectRequest request = await http.ReadJsonAsync(EngineApiJson.Wire.NetworkDisconnectRequest);
        await containers.DisconnectAsync(request.Container, id, request.Force, http.RequestAborted);
    }
}
