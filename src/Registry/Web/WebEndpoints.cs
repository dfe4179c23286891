using Berth.Registry.Hosting;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Web.Endpoints;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Web;

/// <summary>The web page: what it needs, and where its requests go. Paths that no other area has taken are its own.</summary>
internal static class WebEndpoints
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddSingleton<IRepositoryLists, SqliteRepositoryLists>().AddSingleton<IManifestContents, SqliteManifestContents>();
        services.AddSingleton<ISessions, SessionTable>().AddSingleton<ImageContents>().AddSingleton<VisitReader>();
        return services.AddSingleton<BrowseEndpoints>().AddSingleton<SessionEndpoints>().AddSingleton<AccountEndpoints>().AddSingleton<SettingsEndpoints>();
    }

    public static void MapWeb(this WebApplication app)
    {
        IServiceProvider all = app.Services;
        var options = all.GetRequiredService<RegistryOptions>();
        ILogger logger = all.GetRequiredService<ILoggerFactory>().CreateLogger("web");
        var routes = new WebRoutes(app, all.GetRequiredService<VisitReader>(), options, logger);
        all.GetRequiredService<BrowseEndpoints>().Map(routes);
        AssetEndpoints.Map(app);
        WebRoutes ofAccounts = routes.OfAccounts();
        all.GetRequiredService<SessionEndpoints>().Map(ofAccounts);
        all.GetRequiredService<AccountEndpoints>().Map(ofAccounts);
        all.GetRequiredService<SettingsEndpoints>().Map(ofAccounts);

        routes.Fallback();
    }
}
