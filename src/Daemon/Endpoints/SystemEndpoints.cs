using System.Text;
using Berth.Daemon.Http;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.SystemInformation;
using Berth.EngineApi;
using Berth.EngineApi.Events;
using Berth.EngineApi.System;

namespace Berth.Daemon.Endpoints;

/// <summary>Engine API, "System".</summary>
internal static class SystemEndpoints
{
    private static readonly byte[] s_ok = Encoding.ASCII.GetBytes("OK");

    public static void MapSystem(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/_ping", ["GET", "HEAD"], Ping);
        routes.MapGet("/version", Version);
        routes.MapGet("/info", Info);
        routes.MapGet("/events", Events);
        routes.MapGet("/system/df", DiskUsage);
    }

    private static async Task Ping(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers["Builder-Version"] = "1";
        headers["Swarm"] = "inactive";
        headers.CacheControl = "no-cache, no-store, must-revalidate";
        headers.Pragma = "no-cache";
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = HttpMethods.IsHead(http.Request.Method) ? 0 : s_ok.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(s_ok, http.RequestAborted);
        }
    }

    private static Task Version(HttpContext http, SystemService system) => http.WriteJsonAsync(
        system.Version(ProtocolVersion.Newest.ToString(), ProtocolVersion.Oldest.ToString()), EngineApiJson.Wire.VersionResponse);

    private static Task Info(HttpContext http, SystemService system) =>
        http.WriteJsonAsync(SystemInfos.ForVersion(system.Info(), http.RequestedProtocol()), EngineApiJson.Wire.InfoResponse);

    /// <summary>All parts, or from API 1.42 on those that <c>type</c> names.</summary>
    private static Task DiskUsage(HttpContext http, DiskUsageService usage)
    {
        bool hasTypes = http.Request.Query.TryGetValue("type", out var types) && http.RequestedProtocol() >= new ProtocolVersion(1, 42);
        DiskUsage measured = usage.Measure(hasTypes ? DiskUsageTypes.Parse(types) : DiskUsageParts.All);
        return http.WriteJsonAsync(
            measured with { Images = measured.Images is { } images ? ImageSummaries.InDiskUsage(images, http.RequestedProtocol()) : null },
            EngineApiJson.Wire.DiskUsage);
    }

    /// <summary>What happened from <c>since</c> on, then what happens, until <c>until</c> or for ever.</summary>
    private static async Task Events(HttpContext http, EventBus bus, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset? since = QueryTime.Parse(http.QueryText("since"), now);
        DateTimeOffset? until = QueryTime.Parse(http.QueryText("until"), now);
        if (since > until)
        {
            throw new InvalidParameterException(
                $"`since` time ({http.QueryText("since")}) cannot be after `until` time ({http.QueryText("until")})");
        }

        var filter = new EventFilter(Filters.Parse(http.QueryText("filters")));
        using EventBus.Subscription subscription = bus.Subscribe(since ?? (until is null ? null : DateTimeOffset.UnixEpoch));
        await http.StartStreamAsync("application/json");
        foreach (EngineEvent past in subscription.Past.Where(e => filter.Matches(e) && (until is null || e.Time <= until)))
        {
            await http.WriteJsonLineAsync(Describe(past), EngineApiJson.Wire.EventMessage);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.StreamAborted());
        if (until is { } limit)
        {
            if (limit <= now)
            {
                return;
            }

            end.CancelAfter(limit - now);
        }

        try
        {
            await foreach (EngineEvent happened in subscription.Live.ReadAllAsync(end.Token))
            {
                if (filter.Matches(happened))
                {
                    await http.WriteJsonLineAsync(Describe(happened), EngineApiJson.Wire.EventMessage);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is up, the client has gone, or the daemon ends: the stream does, too.
        }
        catch (EventsLostException)
        {
            // Breaking the connection is how the client learns that this is not all.
            http.Abort();
        }
    }

    private static EventMessage Describe(EngineEvent happened)
    {
        bool container = happened.Type == "container";
        bool hasOldFields = container || happened.Type == "image";
        return new EventMessage
        {
            Status = hasOldFields ? happened.Action : null,
            Id = hasOldFields ? happened.ActorId : null,
            From = container ? happened.Attributes.GetValueOrDefault("image") : null,
            Type = happened.Type,
            Action = happened.Action,
            Actor = new EventActor { ID = happened.ActorId, Attributes = happened.Attributes },
            Time = happened.Time.ToUnixTimeSeconds(),
            TimeNano = (happened.Time - DateTimeOffset.UnixEpoch).Ticks * 100,
        };
    }
}
