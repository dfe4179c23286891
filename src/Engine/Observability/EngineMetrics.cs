using Berth.Engine.Containers;
using Berth.Engine.Events;
using Berth.Engine.SystemInformation;
using Berth.EngineApi.System;
using Berth.Metrics;

namespace Berth.Engine.Observability;

/// <summary>
/// The text of <c>/metrics</c>. Names that begin with <c>engine_daemon_</c> are dockerd's, with its labels, so that dashboards made for it go
/// on working; those that begin with <c>berth_</c> are ours.
/// </summary>
public sealed class EngineMetrics
{
    private readonly EngineFigures _figures;
    private readonly ContainerService _containers;
    private readonly EventBus _events;
    private readonly HealthCheckCounts _healthChecks;
    private readonly SystemService _system;
    private readonly DateTimeOffset _startedAt;

    /// <param name="engine">What is told of.</param>
    /// <param name="figures">What has been counted.</param>
    /// <param name="startedAt">When this daemon began.</param>
    public EngineMetrics(EngineHost engine, EngineFigures figures, DateTimeOffset startedAt)
    {
        _figures = figures;
        _containers = engine.Containers;
        _events = engine.Events;
        _healthChecks = engine.HealthChecks;
        _system = engine.System;
        _startedAt = startedAt;
    }

    public string Write()
    {
        var text = new PrometheusText();
        WriteActions(text);
        WriteStates(text);
        WriteEvents(text);
        WriteEngine(text);
        ProcessFigures.Read(_startedAt).WriteTo(text);
        return text.ToString();
    }

    private void WriteActions(PrometheusText text)
    {
        Family(text, "engine_daemon_container_actions_seconds", "The number of seconds it takes to process each container action", "action", _figures.Containers);
        Family(text, "engine_daemon_image_actions_seconds", "The number of seconds it takes to process each image action", "action", _figures.Images);
        Family(text, "engine_daemon_network_actions_seconds", "The number of seconds it takes to process each network action", "action", _figures.Networks);
        Family(text, "engine_daemon_host_info_functions_seconds", "The number of seconds it takes to call functions gathering info about the host", "function", _figures.HostInformation);
        Family(text, "berth_volume_actions_seconds", "The number of seconds it takes to process each volume action", "action", _figures.Volumes);
        text.Head("berth_api_requests_total", "counter", "Requests of the Engine API that were answered");
        foreach (((string method, int status), long count) in _figures.Requests)
        {
            text.Sample("berth_api_requests_total", count, ("method", method), ("code", $"{status}"));
        }
    }

    private void WriteStates(PrometheusText text)
    {
        ContainerCounts counts = _containers.Counts();
        text.Head("engine_daemon_container_states_containers", "gauge", "The count of containers in various states")
            .Sample("engine_daemon_container_states_containers", counts.Paused, ("state", "paused"))
            .Sample("engine_daemon_container_states_containers", counts.Running, ("state", "running"))
            .Sample("engine_daemon_container_states_containers", counts.Stopped, ("state", "stopped"));
    }

    private void WriteEvents(PrometheusText text)
    {
        IReadOnlyList<EventCount> counts = _events.Counts();
        long Of(string action) => counts.Where(c => c.Action == action).Sum(c => c.Count);
        text.Single("engine_daemon_events_total", "counter", "The number of events logged", counts.Sum(c => c.Count))
            .Single("engine_daemon_events_subscribers_total", "gauge", "The number of current subscribers to events", _events.SubscriberCount)
            .Single("engine_daemon_health_checks_total", "counter", "The total number of health checks", _healthChecks.Total)
            .Single("engine_daemon_health_checks_failed_total", "counter", "The total number of failed health checks", _healthChecks.Failed)
            .Single("berth_oom_kills_total", "counter", "Containers that ran out of memory", Of("oom"))
            .Head("berth_events_total", "counter", "Events by what they are of");
        foreach (EventCount count in counts)
        {
            text.Sample("berth_events_total", count.Count, ("type", count.Type), ("action", count.Action));
        }
    }

    private void WriteEngine(PrometheusText text)
    {
        InfoResponse info = _system.Info();
        text.Single("engine_daemon_engine_cpus_cpus", "gauge", "The number of cpus that the host system of the engine has", info.NCPU)
            .Single("engine_daemon_engine_memory_bytes", "gauge", "The number of bytes of memory that the host system of the engine has", info.MemTotal)
            .Head("engine_daemon_engine_info", "gauge", "The information related to the engine and the OS it is running on")
            .Sample(
                "engine_daemon_engine_info",
                1,
                ("architecture", info.Architecture),
                ("commit", EngineBuild.Commit),
                ("daemon_id", info.ID),
                ("graphdriver", info.Driver),
                ("kernel", info.KernelVersion),
                ("os", info.OperatingSystem),
                ("os_type", info.OSType),
                ("os_version", info.OSVersion),
                ("version", info.ServerVersion))
            .Single("berth_images", "gauge", "Images in the store", info.Images);
    }

    private static void Family(PrometheusText text, string name, string help, string label, ActionTimes times)
    {
        text.Head(name, "histogram", help);
        foreach ((string action, Histogram histogram) in times.All)
        {
            text.Histogram(name, histogram, label, action);
        }
    }
}
