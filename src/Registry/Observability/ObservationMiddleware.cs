using Berth.Linux;
using Berth.Registry.Hosting;

namespace Berth.Registry.Observability;

/// <summary>Puts what observes requests into the pipeline.</summary>
internal static class ObservationMiddleware
{
    public static void UseRequestObservation(this WebApplication app)
    {
        IServiceProvider services = app.Services;
        RegistryLog log = services.GetRequiredService<RegistryLog>();
        bool logsRequests = services.GetRequiredService<RegistryOptions>().LogsRequests;
        RegistryFigures figures = services.GetRequiredService<RegistryFigures>();
        IdleMemory memory = services.GetRequiredService<IdleMemory>();
        app.Use(next => new RequestObservation(next, log, logsRequests, figures, memory).InvokeAsync);
    }

    /// <summary>An address for figures and health has nothing else.</summary>
    public static void UseOperationListener(this WebApplication app, RegistryOptions options)
    {
        if (options.MetricsAddresses.Count == 0)
        {
            return;
        }

        app.Use(static (http, next) =>
        {
            bool isOther = http.Features.Get<OperationListener>() is not null && http.Request.Path.Value is not ("/metrics" or "/healthz");
            if (!isOther)
            {
                return next(http);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
