using Berth.Metrics;

namespace Berth.Registry.Observability;

/// <summary>All figures as one text.</summary>
internal static class MetricsText
{
    private const string Counter = "counter";
    private const string Gauge = "gauge";

    public static string Write(RegistryFigures figures, ContentCount content, ProcessFigures process)
    {
        var text = new PrometheusText();
        WriteRequests(text, figures);
        WriteContent(text, figures, content);
        process.WriteTo(text);
        return text.ToString();
    }

    private static void WriteRequests(PrometheusText text, RegistryFigures figures)
    {
        const string Requests = "berth_registry_requests_total";
        const string Durations = "berth_registry_request_duration_seconds";
        text.Head(Requests, Counter, "Requests that were answered.");
        foreach ((RequestKey key, long count) in figures.Requests.OrderBy(static r => r.Key.Kind).ThenBy(static r => r.Key.Method).ThenBy(static r => r.Key.Status))
        {
            text.Sample(Requests, count, ("route", key.Kind.Name()), ("method", key.Method), ("status", key.Status.ToString(null, null)));
        }

        text.Head(Durations, "histogram", "How long requests took, to the end of their answers.");
        foreach (RouteKind kind in Enum.GetValues<RouteKind>())
        {
            if (figures.Durations(kind).Sum > TimeSpan.Zero)
            {
                text.Histogram(Durations, figures.Durations(kind), "route", kind.Name());
            }
        }

        text.Single("berth_registry_requests_under_way", Gauge, "Requests that are not answered yet.", figures.UnderWay)
            .Single("berth_registry_received_bytes_total", Counter, "Bytes of requests' bodies.", figures.BytesIn)
            .Single("berth_registry_sent_bytes_total", Counter, "Bytes of answers' bodies.", figures.BytesOut)
            .Single("berth_registry_failed_logins_total", Counter, "Passwords and tokens that were wrong.", figures.FailedLogins);
    }

    private static void WriteContent(PrometheusText text, RegistryFigures figures, ContentCount content) =>
        text.Single("berth_registry_repositories", Gauge, "Repositories.", content.Repositories)
            .Single("berth_registry_manifests", Gauge, "Manifests, each once a repository.", content.Manifests)
            .Single("berth_registry_tags", Gauge, "Tags.", content.Tags)
            .Single("berth_registry_blobs", Gauge, "Blobs, each once.", content.Blobs)
            .Single("berth_registry_blob_bytes", Gauge, "Bytes of all blobs.", content.BlobBytes)
            .Single("berth_registry_uploads", Gauge, "Uploads that are neither finished nor given up.", content.Uploads)
            .Single("berth_registry_collections_total", Counter, "Collections of unreferenced content by this process.", figures.Collections)
            .Single("berth_registry_failed_collections_total", Counter, "Collections that broke off.", figures.FailedCollections)
            .Single("berth_registry_collected_blobs_total", Counter, "Blobs that collections removed.", figures.CollectedBlobs)
            .Single("berth_registry_collected_bytes_total", Counter, "Bytes that collections freed.", figures.CollectedBytes);
}
