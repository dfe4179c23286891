using System.Globalization;
using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Swarm;

namespace Berth.Daemon.Endpoints;

/// <summary>
/// Engine API, "Swarm", "Nodes", "Services", "Tasks", "Secrets" and "Configs", as an engine answers them that is not in a swarm: what
/// is wrong with a request by itself is said first, then that there is no swarm. Joining or beginning one is refused: this engine
/// never is in one.
/// </summary>
internal static class SwarmEndpoints
{
    private static readonly UnavailableException s_notManager = new(
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");

    private static readonly UnsupportedException s_never = new("swarm mode is not supported by this engine");

    private static readonly string[] s_get =
    [
        "/swarm", "/swarm/unlockkey", "/nodes", "/nodes/{id}", "/services", "/services/{id}", "/tasks", "/tasks/{id}",
        "/secrets", "/secrets/{id}", "/configs", "/configs/{id}",
    ];

    private static readonly string[] s_post = ["/swarm/unlock", "/services/create", "/secrets/create", "/configs/create"];

    private static readonly string[] s_delete = ["/nodes/{id}", "/services/{id}", "/secrets/{id}", "/configs/{id}"];

    public static void MapSwarm(this IEndpointRouteBuilder routes)
    {
        MapAll(routes, s_get, "GET", NotInSwarm);
        MapAll(routes, s_post, "POST", NotInSwarm);
        MapAll(routes, s_delete, "DELETE", NotInSwarm);
        routes.MapPost("/swarm/init", Init).Refusing(s_never);
        routes.MapPost("/swarm/join", Join).Refusing(s_never);
        routes.MapRefused(["POST"], "/swarm/leave", new UnavailableException("This node is not part of a swarm"));
        MapUpdate(routes, "/swarm/update", "swarm", saysWhy: true);
        MapUpdate(routes, "/nodes/{id}/update", "node", saysWhy: true);
        MapUpdate(routes, "/services/{id}/update", "service", saysWhy: true);
        MapUpdate(routes, "/secrets/{id}/update", "secret", saysWhy: false);
        MapUpdate(routes, "/configs/{id}/update", "config", saysWhy: false);
        routes.MapGet("/services/{id}/logs", Logs).Refusing(s_notManager);
        routes.MapGet("/tasks/{id}/logs", Logs).Refusing(s_notManager);
    }

    private static void MapUpdate(IEndpointRouteBuilder routes, string pattern, string what, bool saysWhy) =>
        routes.MapPost(pattern, (RequestDelegate)(http => Update(http, what, saysWhy))).Refusing(s_notManager);

    private static void MapAll(IEndpointRouteBuilder routes, string[] patterns, string method, RequestDelegate answer)
    {
        foreach (string pattern in patterns)
        {
            routes.MapMethods(pattern, [method], answer).Refusing(s_notManager);
        }
    }

    private static Task NotInSwarm(HttpContext http)
    {
        _ = Filters.Parse(http.QueryText("filters"));
        throw s_notManager;
    }

    private static async Task Init(HttpContext http)
    {
        SwarmJoinRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.SwarmJoinRequest) ?? new SwarmJoinRequest();
        RefuseNoAddress(request);
        throw s_never;
    }

    private static async Task Join(HttpContext http)
    {
        SwarmJoinRequest request = await http.ReadOptionalJsonAsync(EngineApiJson.Wire.SwarmJoinRequest) ?? new SwarmJoinRequest();
        RefuseNoAddress(request);
        throw request.RemoteAddrs is { Count: > 0 }
            ? s_never
            : new InvalidParameterException("at least 1 RemoteAddr is required to join");
    }

    private static void RefuseNoAddress(SwarmJoinRequest request)
    {
        if (request.ListenAddr.Length == 0)
        {
            throw new InvalidParameterException("invalid ListenAddr \"\": invalid empty address");
        }
    }

    private static Task Update(HttpContext http, string what, bool saysWhy)
    {
        string version = http.QueryText("version") ?? "";
        if (!ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new InvalidParameterException(saysWhy
                ? $"invalid {what} version '{version}': strconv.ParseUint: parsing \"{version}\": invalid syntax"
                : $"invalid {what} version");
        }

        throw s_notManager;
    }

    private static Task Logs(HttpContext http) => http.QueryFlag("stdout") || http.QueryFlag("stderr")
        ? throw s_notManager
        : throw new InvalidParameterException("Bad parameters: you must choose at least one stream");
}
