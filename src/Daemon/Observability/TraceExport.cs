using Berth.Engine.Observability;
using Berth.Engine.SystemInformation;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Berth.Daemon.Observability;

/// <summary>
/// Sends the engine's spans to a collector, by OTLP over HTTP, where the environment asks for it as the specification says
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/): <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or
/// <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>. Headers, timeouts, sampling, batches and the service's name are the package's to read. Without
/// one of the two nothing of it is loaded.
/// </summary>
internal static class TraceExport
{
    private const string ServiceName = "berthd";

    /// <param name="variable">Reads the environment.</param>
    public static bool IsWanted(Func<string, string?> variable)
    {
        bool hasEndpoint = variable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } || variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { Length: > 0 };
        bool isOff = variable("OTEL_SDK_DISABLED")?.ToLowerInvariant() == "true" || variable("OTEL_TRACES_EXPORTER") == "none";
        return hasEndpoint && !isOff;
    }

    /// <summary>Begins; what is returned is disposed at the end, which sends what is left.</summary>
    public static IDisposable Begin() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService(
            Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : ServiceName, serviceVersion: SystemService.ProductVersion))
        .AddSource(EngineTrace.SourceName)
        .AddOtlpExporter(exporter => exporter.Protocol = OtlpExportProtocol.HttpProtobuf)
        .Build();
}
