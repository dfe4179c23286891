using Berth.Linux;
using Berth.Registry.Accounts;
using Berth.Registry.Collection;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Observability;
using Berth.Registry.Protocol;
using Berth.Registry.Search;
using Berth.Registry.Storage;
using Berth.Registry.Storage.Files;
using Berth.Registry.Tokens;
using Berth.Registry.Web;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Berth.Registry.Hosting;

/// <summary>The HTTP server around a registry's data: a block an area, first what each area has, then where its requests go.</summary>
internal static class RegistryHost
{
    public static string Version { get; } = typeof(RegistryHost).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Nothing of the environment or the working directory gets a say: the options are the registry's own.</summary>
    /// <param name="data">The registry's.</param>
    /// <param name="certificate">Null: no TLS.</param>
    /// <param name="log">Where everything is logged.</param>
    /// <param name="time">The clock.</param>
    public static WebApplication Build(RegistryData data, ServerCertificate? certificate, RegistryLog log, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listeners.Configure(kestrel, data.Options, certificate));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning);
        AddServices(builder.Services, data, log, time);
        WebApplication app = builder.Build();
        Route(app, data.Options);
        return app;
    }

    private static void AddServices(IServiceCollection services, RegistryData data, RegistryLog log, TimeProvider time)
    {
        services.AddRoutingCore();
        services.Configure<SocketTransportOptions>(DeadPeers.Detect);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = data.Options.Patience);
        services.AddSingleton(data.Options).AddSingleton(time).AddSingleton(data.Database);

        // Operation.
        services.AddSingleton(log).AddSingleton<RegistryFigures>().AddSingleton<ContentFigures>().AddSingleton<IdleMemory>();
        services.AddSingleton(static all => new Health(
            [new DatabaseProbe(all.GetRequiredService<RegistryDatabase>(), all.GetRequiredService<TimeProvider>()), new DirectoryProbe(all.GetRequiredService<RegistryOptions>().DataRoot)],
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<Health>>()));

        services.AddSingleton<Microsoft.AspNetCore.Connections.IMemoryPoolFactory<byte>, BlockPool.Factory>();

        // Storage and metadata.
        var freshness = new Freshness(data.Database, time, data.Options.GracePeriod);
        services.AddSingleton<IBlobStorage>(_ => FileBlobStorage.Open(data.Options.DataRoot));
        services.AddSingleton<IRepositories>(new SqliteRepositories(data.Database, time));
        services.AddSingleton<IUploads>(new SqliteUploads(data.Database, freshness));
        services.AddSingleton<IBlobs>(new SqliteBlobs(data.Database, freshness));
        services.AddSingleton<IManifests>(new SqliteManifests(data.Database, time));
        services.AddSingleton<ITags>(new SqliteTags(data.Database));
        services.AddSingleton(host => new ContentCollector(
            new SqliteUnreferenced(data.Database), new SqliteStoredNames(data.Database), host.GetRequiredService<IBlobStorage>(), time));
        services.AddHostedService<CollectionService>();

        // Accounts.
        services.AddAccounts(data.Options);

        // Protocol.
        services.AddRegistryProtocol();

        // Search.
        services.AddSearch();

        // Web.
        services.AddWeb();
    }

    /// <summary>In the order in which a request meets them.</summary>
    private static void Route(WebApplication app, RegistryOptions options)
    {
        // Operation: the log and the figures see every request.
        app.UseRequestObservation();
        app.UseTrustedProxies(options.TrustedProxies);
        app.UseOperationListener(options);

        // Protocol: /v2/ ends here.
        app.UseRegistryProtocol();

        app.UseRouting();

        // Operation: /healthz, /metrics.
        app.MapOperation();

        // Tokens: /token.
        app.MapTokens();

        // Search: /v1/.
        app.MapSearch();

        // Web: everything else.
        app.MapWeb();
    }
}
