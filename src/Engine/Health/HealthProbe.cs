using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Exec;
using Berth.Engine.Observability;
using Berth.EngineApi.Exec;

namespace Berth.Engine.Health;

/// <summary>Runs health checks: each an exec in the container, as the container's user, with its environment.</summary>
internal sealed class HealthProbe(ExecService execs, HealthCheckCounts counts, TimeProvider time) : IDisposable
{
    private const int CouldNotRun = -1;

    /// <summary>After a start of the daemon the checks of all containers come at once; each begins with two new processes.</summary>
    private readonly SemaphoreSlim _starting = new(2 * Environment.ProcessorCount);

    /// <param name="container">It runs.</param>
    /// <param name="settings">Of its check.</param>
    /// <param name="stopped">The container is paused or has ended: nobody wants to know any more.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopped"/>.</exception>
    public async Task<HealthResult> RunAsync(Container container, HealthSettings settings, CancellationToken stopped)
    {
        DateTimeOffset begin = time.GetUtcNow();
        try
        {
            await using ExecCapture capture = await StartAsync(container, settings, stopped);
            begin = time.GetUtcNow();
            int? code = await capture.WaitAsync(settings.Timeout, time, stopped);
            counts.Add(hasFailed: code != 0);
            string output = code is null ? TooSlow(settings.Timeout, capture.Output) : capture.Output;
            return new HealthResult(begin, time.GetUtcNow(), code ?? CouldNotRun, output);
        }
        catch (EngineException e)
        {
            stopped.ThrowIfCancellationRequested();
            counts.Add(hasFailed: true);
            return new HealthResult(begin, time.GetUtcNow(), CouldNotRun, e.Message);
        }
    }

    public void Dispose() => _starting.Dispose();

    private async Task<ExecCapture> StartAsync(Container container, HealthSettings settings, CancellationToken stopped)
    {
        await _starting.WaitAsync(stopped);
        try
        {
            return await execs.CaptureAsync(
                container, new ExecCreateRequest { Cmd = settings.Command, AttachStdout = true, AttachStderr = true });
        }
        finally
        {
            _starting.Release();
        }
    }

    private static string TooSlow(TimeSpan timeout, string output)
    {
        string text = $"Health check exceeded timeout ({DurationText.Of(timeout)})";
        return output.Length == 0 ? text : $"{text}: {output}";
    }
}
