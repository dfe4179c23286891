using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.Oci;

namespace Berth.Daemon.Endpoints;

/// <summary>
/// Engine API, "Plugins", as an engine answers them that has none. One that is to be fetched or made is refused: this engine takes none.
/// A name's slashes are escaped in the route's value, see <see cref="ImageNamePaths"/>.
/// </summary>
internal static class PluginEndpoints
{
    private static readonly UnsupportedException s_refusal = new("plugins are not supported by this engine");

    public static void MapPlugins(this IEndpointRouteBuilder routes)
    {
        var none = new NotFoundException("plugin \"{name}\" not found");
        routes.MapGet("/plugins", List);
        routes.MapGet("/plugins/privileges", Fetch).Refusing(s_refusal);
        routes.MapPost("/plugins/pull", Fetch).Refusing(s_refusal);
        routes.MapPost("/plugins/create", Create).Refusing(s_refusal);
        routes.MapGet("/plugins/{name}/json", Missing).Refusing(none);
        routes.MapDelete("/plugins/{name}", Missing).Refusing(none);
        routes.MapPost("/plugins/{name}/enable", Enable).Refusing(none);
        routes.MapPost("/plugins/{name}/disable", Missing).Refusing(none);
        routes.MapPost("/plugins/{name}/upgrade", Upgrade).Refusing(none);
        routes.MapPost("/plugins/{name}/push", Missing).Refusing(none);
        routes.MapPost("/plugins/{name}/set", Set).Refusing(none);
    }

    private static Task List(HttpContext http)
    {
        var filters = Filters.Parse(http.QueryText("filters"));
        FilterValues.RefuseOthers(filters, "capability", "enabled");
        FilterValues.Flag(filters, "enabled");
        return http.WriteJsonAsync([], EngineApiJson.Wire.IReadOnlyListString);
    }

    private static Task Fetch(HttpContext http)
    {
        RefuseNoReference(http.QueryText("remote") ?? "");
        throw s_refusal;
    }

    private static Task Create(HttpContext http)
    {
        RefuseNoReference(http.QueryText("name") ?? "");
        throw s_refusal;
    }

    private static void Missing(string name) => throw NotFound(name);

    private static void Enable(string name, HttpContext http)
    {
        if (http.QueryNumber("timeout") is null)
        {
            throw new InvalidParameterException("strconv.Atoi: parsing \"\": invalid syntax");
        }

        throw NotFound(name);
    }

    private static void Upgrade(string name, HttpContext http)
    {
        RefuseNoReference(http.QueryText("remote") ?? "");
        throw NotFound(name.Contains(':', StringComparison.Ordinal) ? name : name + ":latest");
    }

    private static async Task Set(string name, HttpContext http)
    {
        await http.ReadOptionalJsonAsync(EngineApiJson.Wire.IReadOnlyListString);
        throw NotFound(name);
    }

    private static NotFoundException NotFound(string name) => new($"plugin \"{ImageNamePaths.Unescape(name)}\" not found");

    /// <exception cref="ReferenceException">It is none.</exception>
    private static void RefuseNoReference(string text) => _ = Reference.Parse(text);
}
