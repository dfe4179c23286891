using Berth.Daemon.Endpoints;
using Berth.Daemon.Http;
using Berth.Engine.Containers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Unit.Compatibility;

/// <summary>The daemon's own routing, without an engine behind it: finds the route that answers a request, and calls nothing.</summary>
internal sealed class DaemonRoutes
{
    private readonly RequestDelegate _routing;
    private readonly IServiceProvider _services;

    public DaemonRoutes()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore().AddSingleton(TimeProvider.System);

        // Routes take what they work with from the services: every type may be asked for, and none ever is.
        foreach (Type type in typeof(ContainerService).Assembly.GetTypes().Where(type => type is { IsClass: true, ContainsGenericParameters: false }))
        {
            builder.Services.AddSingleton(type, _ => throw new InvalidOperationException("nothing is called"));
        }

        WebApplication app = builder.Build();
        app.UseImageNamePaths();
        app.UseRouting();
        app.MapEngineApi();
        app.Run(_ => Task.CompletedTask);
        _services = app.Services;
        _routing = ((IApplicationBuilder)app).Build();
    }

    /// <summary>What the daemon answers instead of doing it; null: the endpoint is there.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path as the API's description has it, with names in braces.</param>
    public Refusal? Refusal(string method, string path)
    {
        var http = new DefaultHttpContext { RequestServices = _services };
        http.Request.Method = method;
        http.Request.Path = path.Replace('{', 'x').Replace('}', 'x');
        http.Response.Body = Stream.Null;
        string? matched = null;
        Refusal? refusal = null;
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IEndpointFeature>(new Probe(endpoint =>
        {
            matched = endpoint?.DisplayName;
            refusal = endpoint?.Metadata.GetMetadata<Refusal>();
        }));
        _routing(http).GetAwaiter().GetResult();
        return matched is null || matched.StartsWith("405", StringComparison.Ordinal) ? new Refusal(404, "page not found") : refusal;
    }

    /// <summary>Sees which endpoint was chosen, and takes it away before it is called.</summary>
    private sealed class Probe(Action<Endpoint?> seen) : Microsoft.AspNetCore.Http.Features.IEndpointFeature
    {
        public Endpoint? Endpoint
        {
            get => null;
            set
            {
                if (value is not null)
                {
                    seen(value);
                }
            }
        }
    }
}
