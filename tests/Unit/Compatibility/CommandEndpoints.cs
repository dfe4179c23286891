namespace Berth.Unit.Compatibility;

/// <summary>The endpoint that a command cannot do without: where the daemon refuses it, the command does not work, whatever it reads.</summary>
internal static class CommandEndpoints
{
    private static readonly Dictionary<string, string> s_endpoints = new(StringComparer.Ordinal)
    {
        ["build"] = "POST /build",
        ["builder build"] = "POST /build",
        ["builder prune"] = "POST /build/prune",
        ["container attach"] = "POST /containers/{id}/attach",
        ["container commit"] = "POST /commit",
        ["container cp"] = "GET /containers/{id}/archive",
        ["container create"] = "POST /containers/create",
        ["container diff"] = "GET /containers/{id}/changes",
        ["container exec"] = "POST /containers/{id}/exec",
        ["container export"] = "GET /containers/{id}/export",
        ["container inspect"] = "GET /containers/{id}/json",
        ["container kill"] = "POST /containers/{id}/kill",
        ["container logs"] = "GET /containers/{id}/logs",
        ["container ls"] = "GET /containers/json",
        ["container pause"] = "POST /containers/{id}/pause",
        ["container port"] = "GET /containers/{id}/json",
        ["container prune"] = "POST /containers/prune",
        ["container rename"] = "POST /containers/{id}/rename",
        ["container restart"] = "POST /containers/{id}/restart",
        ["container rm"] = "DELETE /containers/{id}",
        ["container run"] = "POST /containers/{id}/start",
        ["container start"] = "POST /containers/{id}/start",
        ["container stats"] = "GET /containers/{id}/stats",
        ["container stop"] = "POST /containers/{id}/stop",
        ["container top"] = "GET /containers/{id}/top",
        ["container unpause"] = "POST /containers/{id}/unpause",
        ["container update"] = "POST /containers/{id}/update",
        ["container wait"] = "POST /containers/{id}/wait",
        ["image build"] = "POST /build",
        ["image history"] = "GET /images/{name}/history",
        ["image import"] = "POST /images/create",
        ["image inspect"] = "GET /images/{name}/json",
        ["image load"] = "POST /images/load",
        ["image ls"] = "GET /images/json",
        ["image prune"] = "POST /images/prune",
        ["image pull"] = "POST /images/create",
        ["image push"] = "POST /images/{name}/push",
        ["image rm"] = "DELETE /images/{name}",
        ["image save"] = "GET /images/get",
        ["image tag"] = "POST /images/{name}/tag",
        ["login"] = "POST /auth",
        ["network connect"] = "POST /networks/{id}/connect",
        ["network create"] = "POST /networks/create",
        ["network disconnect"] = "POST /networks/{id}/disconnect",
        ["network inspect"] = "GET /networks/{id}",
        ["network ls"] = "GET /networks",
        ["network prune"] = "POST /networks/prune",
        ["network rm"] = "DELETE /networks/{id}",
        ["search"] = "GET /images/search",
        ["system df"] = "GET /system/df",
        ["system events"] = "GET /events",
        ["system info"] = "GET /info",
        ["system prune"] = "POST /containers/prune",
        ["version"] = "GET /version",
        ["volume create"] = "POST /volumes/create",
        ["volume inspect"] = "GET /volumes/{name}",
        ["volume ls"] = "GET /volumes",
        ["volume prune"] = "POST /volumes/prune",
        ["volume rm"] = "DELETE /volumes/{name}",
    };

    /// <summary>Why the daemon does not do what the command is for; null: it does, or the command needs no daemon.</summary>
    public static string? Refusal(DaemonRoutes routes, string command) =>
        s_endpoints.TryGetValue(command, out string? endpoint) && endpoint.Split(' ') is [var method, var path]
            ? routes.Refusal(method, path)?.Message
            : null;
}
