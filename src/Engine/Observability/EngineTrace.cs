using System.Diagnostics;

namespace Berth.Engine.Observability;

/// <summary>
/// The spans of the engine. Nobody listens unless tracing was asked for, and then none is made: a span that is not costs a comparison.
/// <code>
/// POST /containers/create          the request (berthd)
///   container.create
///     image.pull                   where a request pulls
/// POST /containers/{id}/start
///   container.start
///     start: rootfs, network, spec, spawn, create, attach, start     the steps of ContainerStarter
/// </code>
/// </summary>
public static class EngineTrace
{
    public const string SourceName = "Berth";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>A piece of work on one object.</summary>
    /// <param name="name"><c>container.start</c>.</param>
    /// <param name="key">What is known of the object: <c>container.id</c>.</param>
    /// <param name="value">Its value.</param>
    internal static Activity? Start(string name, string key, string value) => Source.StartActivity(name)?.SetTag(key, value);

    /// <summary>A step that has just come to its end, as a span of the work that is under way.</summary>
    /// <param name="name">The step.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="now">The time.</param>
    internal static void Step(string name, TimeSpan took, DateTimeOffset now)
    {
        if (Activity.Current is { } current && current.Source.Name == SourceName)
        {
            using Activity? step = Source.StartActivity(name, ActivityKind.Internal, current.Context, startTime: now - took);
            step?.SetEndTime(now.UtcDateTime);
        }
    }

    /// <summary>The work failed.</summary>
    internal static void Fail(this Activity? span, Exception error) =>
        span?.SetStatus(ActivityStatusCode.Error, error.Message).SetTag("error.type", error.GetType().Name);
}
