using System.Reflection;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Configuration;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Protocol;
using Berth.Registry.Storage;
using Berth.Registry.Storage.Files;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Berth.Registry.Hosting;

/// <summary>The HTTP server around a registry's data: a block an area, first what each area has, then where its requests go.</summary>
internal static class RegistryHost
{
    public static string Version { get; } = typeof(RegistryHost).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Nothing of the environment or the working directory gets a say: the options are the registry's own.</summary>
    public static WebApplication Build(RegistryData data, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, data.Options));
        AddServices(builder.Services, data, time);
        WebApplication app = builder.Build();
        Route(app, data.Options);
        return app;
    }

    private static void AddServices(IServiceCollection services, RegistryData data, TimeProvider time)
    {
        services.AddRoutingCore();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = data.Options.Patience);
        services.AddSingleton(data.Options).AddSingleton(time).AddSingleton(data.Database);

        // Storage and metadata.
        services.AddSingleton<IBlobStorage>(_ => FileBlobStorage.Open(data.Options.DataRoot));
        services.AddSingleton<IRepositories>(new SqliteRepositories(data.Database, time));
        services.AddSingleton<IUploads>(new SqliteUploads(data.Database, time));
        services.AddSingleton<IBlobs>(new SqliteBlobs(data.Database, time, data.Options.GracePeriod));
        services.AddSingleton<IManifests>(new SqliteManifests(data.Database, time));
        services.AddSingleton<ITags>(new SqliteTags(data.Database));

        // Accounts.
        services.AddAccounts(data.Options);
        services.AddSingleton<IAuthorizer, OpenAuthorizer>();

        // Protocol.
        services.AddRegistryProtocol();

        // Search.

        // Web.
    }

    /// <summary>In the order in which a request meets them.</summary>
    private static void Route(WebApplication app, RegistryOptions options)
    {
        // Operation: the log and the figures see every request.

        // Protocol: /v2/ ends here.
        app.UseRegistryProtocol();

        app.UseRouting();

        // Operation: /healthz, /metrics.

        // Tokens: /token.

        // Search: /v1/.

        // Web: everything else.
    }

    private static void Configure(KestrelServerOptions kestrel, RegistryOptions options)
    {
        kestrel.AddServerHeader = false;

        // Each body has a limit of its own kind: blob, manifest, form.
        kestrel.Limits.MaxRequestBodySize = null;
        foreach (ListenAddress address in options.Addresses)
        {
            if (address.SocketPath is { } path)
            {
                kestrel.ListenUnixSocket(path, Listen);
            }
            else
            {
                kestrel.Listen(address.EndPoint!, Listen);
            }
        }

        static void Listen(ListenOptions listener) => listener.Protocols = HttpProtocols.Http1;
    }
}
