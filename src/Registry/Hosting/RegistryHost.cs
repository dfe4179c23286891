using Berth.Registry.Access;
using Berth.Registry.Metadata.Sqlite;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Berth.Registry.Hosting;

/// <summary>The HTTP server around a registry's data.</summary>
internal static class RegistryHost
{
    /// <summary>Nothing of the environment or the working directory gets a say: the options are the registry's own.</summary>
    public static WebApplication Build(RegistryOptions options, RegistryDatabase database, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton(options).AddSingleton(time).AddSingleton(database);
        services.AddSingleton<IAuthorizer, OpenAuthorizer>();
        WebApplication app = builder.Build();
        app.UseRouting();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, RegistryOptions options)
    {
        kestrel.AddServerHeader = false;

        // Each body has a limit of its own kind: blob, manifest, form.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(options.Address, static listener => listener.Protocols = HttpProtocols.Http1);
    }
}
