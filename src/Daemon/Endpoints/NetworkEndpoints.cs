using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Networks;
using Berth.EngineApi;
using Berth.EngineApi.Networks;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "Networks": the ones that every engine has.</summary>
internal static class NetworkEndpoints
{
    private const string Own = "networks of one's own";

    private static readonly UnsupportedException s_refusal = new($"{Own} are not supported by this version");

    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/networks", List);
        routes.MapGet("/networks/{id}", Inspect);
        routes.MapPost("/networks/create", Create).Refusing(s_refusal);
        routes.MapPost("/networks/prune", Prune);
        routes.MapDelete("/networks/{id}", Remove).Refusing(new ForbiddenException("{name} is a pre-defined network and cannot be removed"));
        routes.MapUnsupported("POST", "/networks/{id}/connect", Own);
        routes.MapUnsupported("POST", "/networks/{id}/disconnect", Own);
    }

    private static Task List(HttpContext http, NetworkService networks) => http.WriteJsonAsync(
        networks.List(Filters.Parse(http.QueryText("filters")), withContainers: http.RequestedProtocol() < new ProtocolVersion(1, 28)), EngineApiJson.Wire.IReadOnlyListNetworkInspect);

    private static Task Prune(HttpContext http, NetworkService networks) => http.WriteJsonAsync(
        networks.Prune(Filters.Parse(http.QueryText("filters"))), EngineApiJson.Wire.NetworksPruneResponse);

    private static Task Inspect(string id, HttpContext http, NetworkService networks)
    {
        if (http.QueryText("verbose") is { } verbose && verbose is not ("1" or "t" or "T" or "TRUE" or "true" or "True" or "0" or "f" or "F" or "FALSE" or "false" or "False"))
        {
            throw new InvalidParameterException($"invalid value for verbose: {verbose}: strconv.ParseBool: parsing \"{verbose}\": invalid syntax");
        }

        NetworkInspect network = networks.Inspect(id);
        return http.QueryText("scope") is { } scope && scope != network.Scope
            ? throw new NotFoundException($"network {id} not found")
            : http.WriteJsonAsync(network, EngineApiJson.Wire.NetworkInspect);
    }

    private static async Task Create(HttpContext http)
    {
        NetworkInspect wanted = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.NetworkInspect) ?? new NetworkInspect();
        throw wanted.Name switch
        {
            "" => new InvalidParameterException("invalid name: name is empty"),
            "bridge" or "host" or "none" => new ForbiddenException($"operation is not permitted on predefined {wanted.Name} network "),
            _ => s_refusal,
        };
    }

    private static void Remove(string id, NetworkService networks) =>
        throw new ForbiddenException($"{networks.Inspect(id).Name} is a pre-defined network and cannot be removed");
}
