using System.Net.Sockets;
using Berth.Daemon.Endpoints;
using Berth.Daemon.Hijacking;
using Berth.Daemon.Http;
using Berth.Daemon.Observability;
using Berth.Engine;
using Berth.Engine.Configuration;
using Berth.Engine.Observability;
using Berth.Engine.SystemInformation;
using Berth.Linux;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Berth.Daemon.Hosting;

/// <summary>The HTTP server around an engine.</summary>
internal static class DaemonHost
{
    /// <summary>How long requests that are under way may take once the daemon is told to end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Nothing of the environment or the working directory gets a say: the options are the daemon's own.</summary>
    public static WebApplication Build(DaemonOptions options, EngineHost engine, DaemonListeners listeners, TimeProvider time, ILoggerProvider log)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            Configure(kestrel, listeners);
            if (options.MetricsAddress is { } metrics)
            {
                MetricsListener.Listen(kestrel, metrics);
            }
        });
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint => endpoint is UnixDomainSocketEndPoint unix
            ? UnixListener.Bind(unix, options.Group)
            : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning);
        IServiceCollection services = builder.Services;
        services.AddRoutingCore();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_patience);
        services.AddSingleton(time).AddSingleton<Engine.Images.ImageDownload>().AddSingleton<IdleMemory>();
        services.AddSingleton(engine.Containers).AddSingleton(engine.Execs).AddSingleton(engine.Images).AddSingleton(engine.Pulls)
            .AddSingleton(engine.Pushes).AddSingleton(engine.Statistics)
            .AddSingleton(engine.Networks).AddSingleton(engine.Volumes).AddSingleton(engine.Registries).AddSingleton(engine.Distribution)
            .AddSingleton(engine.System).AddSingleton(engine.DiskUsage).AddSingleton(engine.BuildCache).AddSingleton(engine.Events);
        WebApplication app = builder.Build();
        if (options.MetricsAddress is not null)
        {
            var figures = new EngineFigures();
            MetricsListener.Use(app, new EngineMetrics(engine, figures, time.GetUtcNow()));
            RequestFigures.Use(app, figures, time);
        }

        return Route(app);
    }

    private static WebApplication Route(WebApplication app)
    {
        IdleMemory memory = app.Services.GetRequiredService<IdleMemory>();
        app.Use(async (http, next) =>
        {
            await next(http);
            memory.Touch();
        });
        app.UseRequestLog();
        app.UseErrorMapping();
        app.UseProtocolVersions(SystemService.ProductVersion);
        app.UseCleanPaths();
        app.UseImageNamePaths();
        app.UseRouting();
        RequestTrace.Use(app);
        app.MapEngineApi();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, DaemonListeners listeners)
    {
        kestrel.AddServerHeader = false;

        // Archives have any size, and logs are followed for days.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;

        // Images to save are named in the query, each of them; clients know no other limit than Go's of a megabyte.
        kestrel.Limits.MaxRequestLineSize = 256 << 10;
        listeners.Configure(kestrel);
    }
}
